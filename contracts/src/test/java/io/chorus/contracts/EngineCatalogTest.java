package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineCatalogTest {

  @Test
  void theShippedCatalogNamesTheFiveEngines() throws Exception {
    EngineCatalog catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));

    assertThat(catalog.engines().keySet())
        .containsExactly("openai", "claude", "gemini", "deepseek", "qwen");
    assertThat(catalog.modelNames())
        .contains("chorus-auto", "openai/gpt-4o-mini", "chorus-best-of");
    assertThat(EngineCatalog.parse(catalog.toYaml())).isEqualTo(catalog);
  }

  @Test
  void anUnknownKeyIsRefusedByName() {
    assertThatThrownBy(() -> EngineCatalog.parse("engines: {}\nengine: {}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("engine");
  }

  @Test
  void aKeyInPlaceOfAReferenceIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> new SecretRef("sk-very-secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("env:NAME")
        .hasMessageNotContaining("very-secret");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          input_usd_per_million: 0.15  | input_usd_per_million: -1       | prices[0]: price: 'input_usd_per_million' is
          output_usd_per_million: 0.60 | output_usd_per_million: 2000000 | prices[0]: price: 'output_usd_per_million' is
          input_usd_per_million: 0.15, |                                 | prices[0]: price: 'input_usd_per_million' is
          from: "2025-01-01"           | from: "01/02/2025"              | prices[0]: price: 'from' is
          from: "2025-01-01",          |                                 | prices[0]: price: 'from' is
          key: "env:OPENAI_API_KEY"    | key: "sk-1"                     | engines.openai.account
          id: main,                    |                                 | account: 'id' is
          permits: 64                  | permits: 1                      | engines.openai: engine: 'permits' is
          https://api.openai.com/v1    | //api.openai.com/v1             | engines.openai: engine: 'base_url' is
          https://api.openai.com/v1    | httpx://api.openai.com/v1       | engines.openai: engine: 'base_url' is
          [public, internal]           | [public, ~]                     | engines.openai: engine: 'data_classes' is
          openai:                      | open/ai:                        | 'engines' has a bad name
          openai:                      | "": ~¶  openai:                | 'engines' has a bad name
          openai:                      | other: ~¶  openai:             | 'engines.other' is empty
          gpt-4o-mini:                 | other: ~¶      gpt-4o-mini:    | engines.openai: engine: 'models' is
          """)
  void whatCouldFailLaterIsRefusedAtTheStartInOneSentence(
      String right, String wrong, String sentence) throws Exception {
    String shipped = Files.readString(Path.of("../flink-conf/engines.yaml"));
    String replacement = wrong == null ? "" : wrong.replace("¶", "\n");
    String broken = shipped.replaceFirst(Pattern.quote(right), replacement);

    assertThatThrownBy(() -> EngineCatalog.parse(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("engine catalog: ")
        .hasMessageContaining(sentence)
        .hasMessageContaining("allowed: ")
        .message()
        .doesNotContain("\n", "Cannot construct", "sk-1");
  }

  private static EngineCatalog withAliases(String aliases) throws Exception {
    String shipped = Files.readString(Path.of("../flink-conf/engines.yaml"));
    return EngineCatalog.parse(shipped + "\naliases: {" + aliases + "}\n");
  }

  @Test
  void aModelMayHaveOtherNames() throws Exception {
    EngineCatalog catalog =
        withAliases("gpt-4o: openai/gpt-4o-mini, any: chorus-auto, sure: chorus-vote");

    assertThat(catalog.modelNames()).endsWith("gpt-4o", "any", "sure");
    assertThat(catalog.knowsModel("gpt-4o")).isTrue();
    assertThat(catalog.meant("gpt-4o")).isEqualTo("openai/gpt-4o-mini");
    assertThat(catalog.meant("openai/gpt-4o-mini")).isEqualTo("openai/gpt-4o-mini");
    assertThat(EngineCatalog.parse(catalog.toYaml())).isEqualTo(catalog);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fast: openai/nothing         | 'aliases.fast' stands for no model",
        "fast: ~                      | 'aliases.fast' stands for no model",
        "a: chorus-auto, b: a         | 'aliases.b' stands for no model",
        "chorus-vote: chorus-auto     | 'aliases' has a bad name",
        "openai/gpt-4o: chorus-auto   | 'aliases' has a bad name"
      })
  void anAliasStandsForAModelAndIsNoneItself(String aliases, String sentence) {
    assertThatThrownBy(() -> withAliases(aliases)).hasMessageContaining(sentence);
  }

  @Test
  void dataOfAClassGoesOnlyToEnginesInItsRegions() throws Exception {
    String shipped = Files.readString(Path.of("../flink-conf/engines.yaml"));
    EngineCatalog catalog = EngineCatalog.parse("data_regions: {internal: [us, eu]}\n" + shipped);

    assertThat(catalog.targetsFor("internal"))
        .extracting(EngineCatalog.Target::engine)
        .containsExactly("openai", "claude", "gemini");
    assertThat(catalog.targetsFor("public")).hasSize(5);
    assertThat(catalog.maySee("qwen", "internal")).isFalse();
    assertThat(catalog.maySee("openai", "internal")).isTrue();
    assertThat(EngineCatalog.parse(catalog.toYaml())).isEqualTo(catalog);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{intern: [us]}   | 'data_regions' has a class that no engine may see",
        "{internal: []}   | 'data_regions.internal' names no region",
        "{internal: ~}    | 'data_regions.internal' names no region"
      })
  void aGuardThatGuardsNothingIsRefused(String regions, String sentence) throws Exception {
    String shipped = Files.readString(Path.of("../flink-conf/engines.yaml"));

    assertThatThrownBy(() -> EngineCatalog.parse("data_regions: " + regions + "\n" + shipped))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence.replace("''", "'"))
        .hasMessageContaining("allowed: ");
  }

  @Test
  void aPromptMayHaveManyTokensUnlessItIsSaidOtherwise() throws Exception {
    String shipped = Files.readString(Path.of("../flink-conf/engines.yaml"));
    EngineCatalog few = EngineCatalog.parse("max_prompt_tokens: 50\n" + shipped);

    assertThat(EngineCatalog.parse(shipped).maxPromptTokens()).isEqualTo(200_000);
    assertThat(few.maxPromptTokens()).isEqualTo(50);
    assertThat(few.with(few.engines())).isEqualTo(few);
    assertThat(EngineCatalog.parse(few.toYaml())).isEqualTo(few);
    assertThatThrownBy(() -> EngineCatalog.parse("max_prompt_tokens: 0\n" + shipped))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'max_prompt_tokens' is out of range; allowed: 1 or more");
  }

  @Test
  void theDearestCallFitsItsNumber() {
    Price dearest = new Price("1970-01-01", BigDecimal.valueOf(1_000_000), BigDecimal.ONE);

    assertThat(dearest.costNanoUsd(new Usage(1_000_000_000, 1_000_000_000)))
        .isEqualTo(1_000_001_000_000_000_000L);
  }

  @Test
  void theLatestPriceInEffectCounts() throws Exception {
    EngineSpec.ModelSpec model =
        Json.read(
            """
            {"prices":[
              {"from":"2026-01-01","input_usd_per_million":1,"output_usd_per_million":2},
              {"from":"2026-06-01","input_usd_per_million":3,"output_usd_per_million":4}]}""",
            EngineSpec.ModelSpec.class);

    Usage usage = new Usage(10, 100);

    assertThat(model.costNanoUsd(usage, at("2026-05-31T23:59:59Z"))).isEqualTo(210_000);
    assertThat(model.costNanoUsd(usage, at("2026-06-01T00:00:00Z"))).isEqualTo(430_000);
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @Test
  void inputFromTheCacheHasItsOwnPrice() {
    Price price =
        new Price(
            "2025-01-01", BigDecimal.valueOf(2), BigDecimal.valueOf(8), BigDecimal.valueOf(0.5));

    assertThat(price.costNanoUsd(new Usage(10, 1, 4, 1))).isEqualTo(6 * 2_000 + 4 * 500 + 8_000);
    assertThat(price.costNanoUsd(new Usage(3, 0, 9, 0))).isEqualTo(3 * 500);
  }

  @Test
  void aModelMayStreamAndHaveToBeginInTime() {
    EngineCatalog catalog =
        EngineCatalog.parse(
            """
            engines:
              qwen:
                protocol: qwen
                base_url: https://example.com/v1
                data_classes: [public]
                permits: 2
                timeout_ms: 1000
                account: {id: main, key: "env:THE_KEY"}
                models:
                  qwq:
                    stream: true
                    first_token_ms: 500
                    prices:
                      - {from: "2025-01-01", input_usd_per_million: 1, output_usd_per_million: 2, cached_input_usd_per_million: 0.2}
            """);

    EngineSpec.ModelSpec model = catalog.engine("qwen").models().get("qwq");
    assertThat(catalog.engine("qwen").protocol()).isEqualTo(EngineSpec.Protocol.QWEN);
    assertThat(model.stream()).isTrue();
    assertThat(model.firstTokenMs()).isEqualTo(500);
    assertThat(EngineCatalog.parse(catalog.toYaml())).isEqualTo(catalog);
  }
}

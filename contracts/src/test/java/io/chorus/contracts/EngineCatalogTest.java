package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EngineCatalogTest {

  @Test
  void theShippedCatalogNamesTheFiveEngines() throws Exception {
    EngineCatalog catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));

    assertThat(catalog.engines().keySet())
        .containsExactly("openai", "claude", "gemini", "deepseek", "qwen");
    assertThat(catalog.modelNames()).contains("chorus-auto", "openai/gpt-4o-mini");
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
}

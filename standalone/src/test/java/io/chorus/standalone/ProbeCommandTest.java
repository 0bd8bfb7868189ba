package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.emulator.EmulatorOptions;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.EngineEmulator;
import io.chorus.emulator.FaultKind;
import io.chorus.emulator.RunningEmulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The real engine is the emulator here, which only the catalog knows. */
class ProbeCommandTest {
  private static final String CANARY = "sk-canary-7f3a";

  @TempDir Path folder;
  private RunningEmulator emulator;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal.jsonl")));
    Path key = Files.writeString(folder.resolve("key"), CANARY);
    StringBuilder catalog = new StringBuilder("engines:\n");
    for (String engine : new String[] {"openai", "anthropic", "gemini", "deepseek", "qwen"}) {
      String name = engine.equals("anthropic") ? "claude" : engine;
      catalog.append(
          """
            %s:
              protocol: %s
              base_url: %s
              data_classes: [public]
              permits: 2
              timeout_ms: 5000
              account: {id: main, key: "file:%s"}
              models:
                model-1:
                  prices:
                    - {from: "2025-01-01", input_usd_per_million: 2.5, output_usd_per_million: 10}
          """
              .formatted(name, engine, emulator.baseUrl(name), key));
    }
    Files.writeString(folder.resolve("engines.yaml"), catalog);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private int probe(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "probe";
    all[1] = "--engines";
    all[2] = folder.resolve("engines.yaml").toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    CommandLine command = Chorus.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(all);
  }

  @ParameterizedTest
  @CsvSource({"openai", "claude", "gemini", "deepseek", "qwen"})
  void anEngineThatAnswersIsToldWithItsCost(String engine) throws Exception {
    int exit = probe(engine, "--json");

    assertThat(exit).isZero();
    JsonNode report = Json.read(out.toString().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    assertThat(report.path("answered").asBoolean()).isTrue();
    assertThat(report.path("answered_by").asText()).isEqualTo("model-1");
    assertThat(report.path("tokens_in").asInt()).isEqualTo(2);
    assertThat(report.path("tokens_out").asInt()).isEqualTo(16);
    assertThat(report.path("cost_usd").asDouble()).isEqualTo((2 * 2.5 + 16 * 10) / 1e6);
    assertThat(Files.readAllLines(folder.resolve("journal.jsonl")))
        .singleElement()
        .asString()
        .contains("\"ask\":\"probe/");
  }

  @Test
  void itIsReadableToo() {
    probe("openai", "--model", "model-1");

    assertThat(out.toString())
        .startsWith("openai answers (account main)")
        .contains("model-1, asked for model-1")
        .contains("2 in, 16 out")
        .contains("$0.000165");
  }

  @ParameterizedTest
  @CsvSource({
    "401, AUTH, key is refused",
    "unpaid, QUOTA_EXHAUSTED, used up",
    "404, MODEL_GONE, no such model",
    "429, RATE_LIMITED, try again in 1 s",
    "truncated_json, GARBLED, protocol and base_url"
  })
  void anEngineThatDoesNotSaysWhyAndWhatToDo(String fault, String failure, String next) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.of(fault), 1));

    int exit = probe("openai");

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("openai does not answer (account main): " + failure)
        .contains(next)
        .doesNotContain(CANARY);
  }

  @Test
  void whatIsNotInTheCatalogIsToldWithWhatIs() {
    assertThat(probe("mistral")).isEqualTo(2);
    assertThat(probe("openai", "--model", "gpt-0")).isEqualTo(2);

    assertThat(err.toString())
        .contains("there are: openai, claude, gemini, deepseek, qwen")
        .contains("'openai' has no model 'gpt-0' in the catalog; it has: model-1");
  }
}

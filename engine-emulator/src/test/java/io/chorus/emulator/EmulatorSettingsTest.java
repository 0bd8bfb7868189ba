package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatorSettingsTest {
  private static final EmulatorSettings FULL =
      EmulatorSettings.DEFAULT
          .withSeed(7)
          .withLatencyMs(300)
          .withLatency("claude", new Latency(900, 4000))
          .withFault(FaultKind.RATE_LIMITED, 0.05)
          .withFault(new Fault(FaultKind.HANG, 0.01, "qwen"));
  private static final String FULL_JSON =
      """
      {"seed":7,"latency_ms":300,
       "engines":{"claude":{"latency_ms":{"median_ms":900,"p99_ms":4000}}},
       "faults":[{"kind":"429","share":0.05},{"kind":"hang","share":0.01,"engine":"qwen"}]}
      """;

  @TempDir Path folder;

  @Test
  void everyPropertyHasItsNameInYaml() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("settings.yaml"),
            """
            seed: 7
            latency_ms: 300
            engines:
              claude: {latency_ms: {median_ms: 900, p99_ms: 4000}}
            faults:
              - {kind: 429, share: 0.05}
              - {kind: hang, share: 0.01, engine: qwen}
            """);

    assertThat(EmulatorSettings.load(file)).isEqualTo(FULL);
  }

  @Test
  void theExampleOfTheDocumentationIsRead() throws IOException {
    String page = Files.readString(Path.of("../docs/emulator.md"));
    String yaml =
        page.substring(
            page.indexOf("```yaml\n") + 8, page.indexOf("\n```", page.indexOf("```yaml\n")));

    EmulatorSettings settings =
        EmulatorSettings.load(Files.writeString(folder.resolve("settings.yaml"), yaml));

    assertThat(settings.seed()).isEqualTo(7);
    assertThat(settings.engines()).containsOnlyKeys("claude", "qwen");
    assertThat(settings.limits()).hasSize(2);
    assertThat(settings.faults())
        .contains(
            new Fault(FaultKind.RATE_LIMITED, 0.05, null),
            new Fault(FaultKind.UNPAID, 0.9, "deepseek", "emulator-key", null, 30.0, 60.0, null));
    for (FaultKind kind : FaultKind.values()) {
      assertThat(page).contains("| `" + kind + "`");
    }
  }

  @Test
  void faultsThatNeverMeetMayEachTakeEveryCall() {
    String json =
        """
        {"faults":[{"kind":"429","share":1,"engine":"a","until_s":10},
                   {"kind":"500","share":1,"engine":"a","from_s":10},
                   {"kind":"hang","share":1,"engine":"b"}]}
        """;

    assertThat(parse(json).faults()).hasSize(3);
  }

  @Test
  void aFileMayBeJson() throws IOException {
    Path file = Files.writeString(folder.resolve("settings.json"), FULL_JSON);

    assertThat(EmulatorSettings.load(file)).isEqualTo(FULL);
  }

  @Test
  void whatIsNotNamedHasItsDefault() {
    assertThat(parse("{}")).isEqualTo(EmulatorSettings.DEFAULT);
    assertThat(EmulatorSettings.DEFAULT.latencyMs()).isEqualTo(Latency.fixed(0));
    assertThat(EmulatorSettings.DEFAULT.faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sed\":1}",
        "{\"faults\":[{\"kind\":\"430\",\"share\":0.1}]}",
        "{\"faults\":[{\"share\":0.1}]}",
        "{\"faults\":[{\"kind\":\"429\"}]}",
        "{\"faults\":[{\"kind\":\"429\",\"share\":1.5}]}",
        "{\"faults\":[{\"kind\":\"429\",\"share\":0.6},{\"kind\":\"500\",\"share\":0.6}]}",
        "{\"latency_ms\":-1}",
        "{\"latency_ms\":{\"median_ms\":5}}",
        "{\"latency_ms\":{\"median_ms\":5,\"p99_ms\":4}}",
        "{\"engines\":{\"openai\":{}}}",
        "{\"engines\":{\"openai\":{\"tokens_per_second\":0}}}",
        "{\"engines\":{\"openai\":{\"price\":{\"input_usd_per_million\":1}}}}",
        "{\"limits\":[{\"engine\":\"openai\"}]}",
        "{\"limits\":[{\"concurrency\":0}]}",
        "{\"faults\":[{\"kind\":\"429\",\"share\":1,\"from_s\":5,\"until_s\":5}]}",
        "{\"faults\":[{\"kind\":\"429\",\"share\":1,\"retry_after_s\":-1}]}",
        "null",
        "{"
      })
  void refusesWhatItDoesNotMean(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("emulator settings: ");
  }

  @Test
  void areReadAndChangedAtRunTime() throws IOException {
    try (RunningEmulator emulator =
        EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")))) {
      Client client = new Client(emulator);

      Client.Response put = client.send(put(client, FULL_JSON));

      assertThat(put.status()).isEqualTo(200);
      assertThat(emulator.settings()).isEqualTo(FULL);
      Client.Response got = client.send(client.request("/emulator/settings").build());
      assertThat(parse(got.raw().body())).isEqualTo(FULL);
    }
  }

  @Test
  void aBadChangeChangesNothing() throws IOException {
    try (RunningEmulator emulator =
        EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")))) {
      Client client = new Client(emulator);

      Client.Response put = client.send(put(client, "{\"sed\":1}"));

      assertThat(put.status()).isEqualTo(400);
      assertThat(put.body().at("/error/message").asText()).contains("sed");
      assertThat(emulator.settings()).isEqualTo(EmulatorSettings.DEFAULT);
    }
  }

  @Test
  void theStatsCountWhatWasCalled() throws IOException {
    try (RunningEmulator emulator =
        EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")))) {
      Client client = new Client(emulator);
      client.chat("openai", "x");

      Client.Response stats = client.send(client.request("/emulator/stats").build());

      assertThat(stats.body().at("/engines/openai/calls").asInt()).isEqualTo(1);
      assertThat(stats.body().at("/engines/openai/billed").asInt()).isEqualTo(1);
      assertThat(stats.body().at("/engines/openai/tokens_in").asInt()).isEqualTo(1);
      assertThat(stats.body().at("/engines/openai/max_in_flight").asInt()).isEqualTo(1);
    }
  }

  private static HttpRequest put(Client client, String json) {
    return client
        .request("/emulator/settings")
        .PUT(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private static EmulatorSettings parse(String json) {
    return EmulatorSettings.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}

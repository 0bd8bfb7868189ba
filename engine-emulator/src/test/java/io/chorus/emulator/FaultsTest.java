package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.emulator.Client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
  @TempDir Path folder;
  private RunningEmulator emulator;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")));
    client = new Client(emulator);
  }

  @AfterEach
  void stopAndSeeThatNothingWasBilled() throws IOException {
    emulator.close();
    assertThat(Files.size(folder.resolve("journal"))).isZero();
  }

  @Test
  void limitsTheRateOfOpenAi() {
    always(FaultKind.RATE_LIMITED);

    Response response = client.chat("openai", "x");

    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("retry-after")).isEqualTo("1");
    assertThat(response.body().at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
    assertThat(response.body().path("error").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(emulator.stats().engine("openai").rateLimited()).isEqualTo(1);
  }

  @Test
  void limitsTheRateOfQwenInItsOwnWords() {
    always(FaultKind.RATE_LIMITED);

    assertThat(client.chat("qwen", "x").body().at("/error/code").asText())
        .isEqualTo("Throttling.RateQuota");
  }

  @Test
  void limitsTheRateOfAnthropic() {
    always(FaultKind.RATE_LIMITED);

    Response response = client.messages("x");

    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("retry-after")).isEqualTo("1");
    assertThat(response.body().at("/error/type").asText()).isEqualTo("rate_limit_error");
    assertThat(response.body().path("request_id").asText())
        .isEqualTo(response.header("request-id"));
  }

  @Test
  void limitsTheRateOfGeminiInTheBody() {
    always(FaultKind.RATE_LIMITED);

    Response response = client.generate("x");

    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("retry-after")).isNull();
    assertThat(response.body().at("/error/status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(response.body().at("/error/details/1/@type").asText()).endsWith("RetryInfo");
    assertThat(response.body().at("/error/details/1/retryDelay").asText()).isEqualTo("1s");
  }

  @Test
  void failsInEachProtocol() {
    always(FaultKind.SERVER_ERROR);

    Response openAi = client.chat("openai", "x");
    Response anthropic = client.messages("x");
    Response gemini = client.generate("x");

    assertThat(openAi.status()).isEqualTo(500);
    assertThat(openAi.body().at("/error/type").asText()).isEqualTo("server_error");
    assertThat(anthropic.status()).isEqualTo(500);
    assertThat(anthropic.body().at("/error/type").asText()).isEqualTo("api_error");
    assertThat(gemini.status()).isEqualTo(500);
    assertThat(gemini.body().at("/error/status").asText()).isEqualTo("INTERNAL");
    assertThat(emulator.stats().sum(Stats.EngineStats::serverErrors)).isEqualTo(3);
  }

  @Test
  void hangsUntilTheClientGoes() {
    always(FaultKind.HANG);

    CompletableFuture<Response> response =
        client.sendLater(client.chatRequest("openai", "x").build());

    await().until(() -> emulator.stats().engine("openai").hung() == 1);
    assertThat(response).isNotDone();
    response.cancel(true);
  }

  private void always(FaultKind kind) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(kind, 1));
  }
}

package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.chorus.emulator.Client.Response;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits over HTTP: enforced for each account by itself, told in headers, counted. */
class LimitsTest {
  @TempDir Path folder;
  private RunningEmulator emulator;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")));
    client = new Client(emulator);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private void limit(String engine, String account, Long requests, Long tokens, Long concurrency) {
    emulator.settings(
        EmulatorSettings.DEFAULT.withLimit(
            new Limit(engine, account, requests, tokens, null, concurrency, Limit.Window.BUCKET)));
  }

  @Test
  void openAiTellsWhatIsLeftAndRefusesTheRest() {
    limit("openai", null, 2L, 100_000L, null);

    Response first = client.chat("openai", "x");
    client.chat("openai", "x");
    Response third = client.chat("openai", "x");

    assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
    assertThat(first.header("x-ratelimit-reset-requests")).endsWith("ms");
    assertThat(Long.parseLong(first.header("x-ratelimit-remaining-tokens"))).isLessThan(100_000);
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.body().at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
    assertThat(Long.parseLong(third.header("retry-after-ms"))).isBetween(1L, 30_000L);
    assertThat(third.header("x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(emulator.stats().engine("openai").overLimit()).isEqualTo(1);
    assertThat(emulator.stats().engine("openai").billed()).isEqualTo(2);
  }

  @Test
  void anthropicTellsItInItsOwnHeaders() {
    limit("claude", null, 1L, 100_000L, null);

    Response first = client.messages("x");
    Response second = client.messages("x");

    assertThat(first.header("anthropic-ratelimit-requests-remaining")).isEqualTo("0");
    assertThat(Instant.parse(first.header("anthropic-ratelimit-requests-reset")))
        .isAfter(Instant.now().minusSeconds(1));
    assertThat(first.header("anthropic-ratelimit-tokens-limit")).isEqualTo("100000");
    assertThat(second.status()).isEqualTo(429);
    assertThat(Integer.parseInt(second.header("retry-after"))).isBetween(1, 60);
  }

  @Test
  void geminiTellsItInTheBody() {
    limit("gemini", null, null, 1L, null);

    Response response = client.generate("x");

    assertThat(response.body().at("/error/details/0/violations/0/quotaId").asText())
        .contains("TokensPerModelPerMinute");
    assertThat(response.body().at("/error/details/0/violations/0/quotaValue").asText())
        .isEqualTo("1");
  }

  @Test
  void eachAccountHasItsOwnLimit() {
    limit("openai", null, 1L, null, null);

    List<Integer> statuses =
        List.of(
            client.send(as("key-a")).status(),
            client.send(as("key-b")).status(),
            client.send(as("key-a")).status());

    assertThat(statuses).containsExactly(200, 200, 429);
    assertThat(emulator.accounts())
        .extracting(AccountStats::account, AccountStats::requests, AccountStats::overshoot)
        .containsExactly(
            tuple(Hashes.hex12("key-a"), 1L, 1L), tuple(Hashes.hex12("key-b"), 1L, 0L));
  }

  @Test
  void aLimitMayBeForOneAccountAlone() {
    limit("openai", "key-a", 1L, null, null);
    client.send(as("key-a"));
    client.send(as("key-b"));

    assertThat(client.send(as("key-a")).status()).isEqualTo(429);
    assertThat(client.send(as("key-b")).status()).isEqualTo(200);
  }

  @Test
  void callsThatAreOpenTakeThePlacesOfOthers() {
    limit("openai", null, null, null, 1L);
    emulator.settings(emulator.settings().withFault(FaultKind.HANG, 1));
    CompletableFuture<Response> hanging =
        client.sendLater(client.chatRequest("openai", "x").build());
    await().until(() -> emulator.stats().engine("openai").hung() == 1);

    assertThat(client.chat("openai", "y").status()).isEqualTo(429);

    hanging.cancel(true);
    await().until(() -> emulator.accounts().get(0).inFlight() == 0);
  }

  @Test
  void theAccountsAreReadOverHttp() {
    client.chat("openai", "x");

    Response accounts = client.send(client.request("/emulator/accounts").build());

    assertThat(accounts.body().at("/accounts/0/account").asText())
        .isEqualTo(Hashes.hex12(Client.KEY));
    assertThat(accounts.body().at("/accounts/0/requests").asInt()).isEqualTo(1);
    assertThat(accounts.body().at("/accounts/0/over_requests").asInt()).isZero();
  }

  private HttpRequest as(String key) {
    return client.chatRequest("openai", "x").setHeader("Authorization", "Bearer " + key).build();
  }
}

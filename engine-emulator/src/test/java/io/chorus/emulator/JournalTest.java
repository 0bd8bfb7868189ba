package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("journal.jsonl");
  }

  @Test
  void aBilledCallHasALineWithAllThatAnAccountantNeeds() throws IOException {
    long before = System.currentTimeMillis();
    String answer;
    try (RunningEmulator emulator = start(EmulatorSettings.DEFAULT.withLatencyMs(3))) {
      answer = new Client(emulator).chat("openai", "abcde", "r/1/0/t/1").openAiText();
    }

    assertThat(Client.lines(file)).hasSize(1);
    JsonNode line = Client.lines(file).get(0);
    assertThat(line.path("at_ms").asLong()).isBetween(before, System.currentTimeMillis());
    assertThat(line.path("engine").asText()).isEqualTo("openai");
    assertThat(line.path("model").asText()).isEqualTo("openai-model");
    assertThat(line.path("account").asText()).isEqualTo(Hashes.hex12(Client.KEY));
    assertThat(line.path("ask").asText()).isEqualTo("r/1/0/t/1");
    assertThat(line.path("tokens_in").asInt()).isEqualTo(2);
    assertThat(line.path("tokens_out").asLong()).isEqualTo(Bodies.tokens(answer));
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("latency_ms").asInt()).isEqualTo(3);
    assertThat(Files.readString(file)).doesNotContain(Client.KEY);
  }

  @Test
  void aLineTellsTheCostTheCacheTheReasoningAndTheFault() throws IOException {
    TokenPrice price =
        new TokenPrice(BigDecimal.valueOf(2), BigDecimal.valueOf(8), BigDecimal.valueOf(0.5));
    EmulatorSettings settings =
        EmulatorSettings.DEFAULT
            .withEngine("openai", new EngineSettings(null, null, null, null, 0.5, 9, price))
            .withFault(FaultKind.EMPTY_CHOICES, 1);
    Client.Response response;
    try (RunningEmulator emulator = start(settings)) {
      response = new Client(emulator).chat("openai", "x".repeat(40));
    }

    JsonNode line = Client.lines(file).get(0);
    assertThat(line.path("tokens_in").asInt()).isEqualTo(10);
    assertThat(line.path("cached_in").asInt()).isEqualTo(5);
    assertThat(line.path("reasoning_out").asInt()).isEqualTo(9);
    assertThat(line.path("tokens_out").asInt()).isEqualTo(9);
    assertThat(line.path("cost_nano_usd").asLong()).isEqualTo(5 * 2_000 + 5 * 500 + 9 * 8_000);
    assertThat(line.path("fault").asText()).isEqualTo("empty_choices");
    assertThat(response.body().at("/usage/prompt_tokens_details/cached_tokens").asInt())
        .isEqualTo(5);
    assertThat(response.body().at("/usage/completion_tokens_details/reasoning_tokens").asInt())
        .isEqualTo(9);
  }

  @Test
  void everyAnsweredCallIsThereOnce() throws IOException {
    List<String> asks = IntStream.range(0, 500).mapToObj(i -> "r/1/0/t" + i + "/1").toList();
    try (RunningEmulator emulator = start(EmulatorSettings.DEFAULT.withLatencyMs(1))) {
      Client client = new Client(emulator);

      List<CompletableFuture<Client.Response>> responses =
          asks.stream()
              .map(ask -> client.chatRequest("qwen", ask).header("X-Client-Request-Id", ask))
              .map(request -> client.sendLater(request.build()))
              .toList();

      assertThat(responses).allMatch(response -> response.join().status() == 200);
      assertThat(emulator.stats().engine("qwen").billed()).isEqualTo(500);
      await().until(() -> emulator.stats().engine("qwen").inFlight() == 0);
    }
    assertThat(asksIn(file)).containsExactlyInAnyOrderElementsOf(asks);
  }

  @Test
  void theLinesAreInTheOrderOfArrivalWhateverTheLatency() throws IOException {
    EmulatorSettings settings =
        EmulatorSettings.DEFAULT.withLatencyMs(0).withLatency("slow", Latency.fixed(300));
    try (RunningEmulator emulator = start(settings)) {
      Client client = new Client(emulator);

      CompletableFuture<Client.Response> slow =
          client.sendLater(
              client.chatRequest("slow", "x").header("X-Client-Request-Id", "first").build());
      await().until(() -> emulator.stats().engine("slow").billed() == 1);
      client.chat("fast", "x", "second");

      assertThat(asksIn(file)).containsExactly("first", "second");
      assertThat(slow.join().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatDiesWhileItWaitsIsBilled() throws IOException {
    try (RunningEmulator emulator = start(EmulatorSettings.DEFAULT.withLatencyMs(2_000))) {
      String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
      String head =
          "POST /openai/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n";
      try (Socket socket =
          new Socket(URI.create(emulator.baseUrl("openai")).getHost(), emulator.port())) {
        String request = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        await().until(() -> emulator.stats().engine("openai").billed() == 1);
      }

      await().until(() -> emulator.stats().engine("openai").clientGone() == 1);
      assertThat(Client.lines(file)).hasSize(1);
    }
  }

  @Test
  void goesOnWithAFileWhoseLastLineIsTorn() throws IOException {
    Files.writeString(file, "{\"ask\":\"old\"}\n{\"ask\":\"to");

    try (RunningEmulator emulator = start(EmulatorSettings.DEFAULT)) {
      new Client(emulator).chat("openai", "x", "new");
    }

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo("{\"ask\":\"to");
    assertThat(lines.get(2)).contains("\"ask\":\"new\"");
  }

  @Test
  void goesOnWithAWholeFileWithoutAnEmptyLine() throws IOException {
    for (String ask : List.of("1", "2")) {
      try (RunningEmulator emulator = start(EmulatorSettings.DEFAULT)) {
        new Client(emulator).chat("openai", "x", ask);
      }
    }

    assertThat(asksIn(file)).containsExactly("1", "2");
  }

  @Test
  void isHeldByOneEmulatorOnly() throws IOException {
    try (RunningEmulator holder = start(EmulatorSettings.DEFAULT)) {
      assertThat(holder.port()).isPositive();
      assertThatThrownBy(() -> start(EmulatorSettings.DEFAULT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another emulator");
    }
  }

  private RunningEmulator start(EmulatorSettings settings) throws IOException {
    return EngineEmulator.start(EmulatorOptions.journalTo(file).withSettings(settings));
  }

  private static List<String> asksIn(Path journal) throws IOException {
    return Client.lines(journal).stream().map(line -> line.path("ask").asText()).toList();
  }
}

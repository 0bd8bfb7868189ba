package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final String PROMPT = "Trời hôm nay thế nào?";

  @TempDir Path folder;

  @Test
  void answersWhatWasRecordedForTheEngineAndThePrompt() throws IOException {
    Path replay = write(line("openai", "gpt-recorded", "Nắng."));
    try (RunningEmulator emulator = start(replay)) {
      Client client = new Client(emulator);

      Client.Response recorded = client.chat("openai", PROMPT);

      assertThat(recorded.openAiText()).isEqualTo("Nắng.");
      assertThat(recorded.body().path("model").asText()).isEqualTo("gpt-recorded");
      assertThat(client.chat("qwen", PROMPT).openAiText()).startsWith("[emulated qwen answer]");
      assertThat(client.chat("openai", "other").openAiText()).startsWith("[emulated openai");
    }
    assertThat(Client.lines(folder.resolve("journal")).get(0).path("model").asText())
        .isEqualTo("gpt-recorded");
  }

  @Test
  void replaysInEachProtocol() throws IOException {
    Path replay = write(line("claude", "c", "from claude") + line("gemini", "g", "from gemini"));
    try (RunningEmulator emulator = start(replay)) {
      Client client = new Client(emulator);

      assertThat(client.messages(PROMPT).body().at("/content/0/text").asText())
          .isEqualTo("from claude");
      assertThat(client.generate(PROMPT).body().at("/candidates/0/content/parts/0/text").asText())
          .isEqualTo("from gemini");
    }
  }

  @Test
  void namesTheLineThatIsNoRecording() throws IOException {
    Path replay = write(line("openai", "m", "a") + "{\"id\":\"0\"}\n");

    assertThatThrownBy(() -> start(replay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2");
  }

  private RunningEmulator start(Path replay) throws IOException {
    return EngineEmulator.start(
        EmulatorOptions.journalTo(folder.resolve("journal")).withReplay(replay));
  }

  private Path write(String lines) throws IOException {
    return Files.writeString(folder.resolve("answers.jsonl"), lines);
  }

  private static String line(String engine, String model, String answer) {
    return "{\"id\":\"%s\",\"engine\":\"%s\",\"model\":\"%s\",\"answer\":\"%s\",\"more\":1}%n"
        .formatted(Hashes.hex12(PROMPT), engine, model, answer);
  }
}

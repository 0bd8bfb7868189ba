package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The emulator as a process of its own. */
class EngineEmulatorIT {
  @TempDir Path folder;
  private Process process;

  @AfterEach
  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void everyAnsweredCallOutlivesAKill() throws Exception {
    List<String> asks = new ArrayList<>();
    for (int life = 1; life <= 2; life++) {
      int port = startAndAwaitPort();
      for (int call = 1; call <= 20; call++) {
        asks.add(life + "/" + call);
        assertThat(chat(port, life + "/" + call)).isEqualTo(200);
      }
      process.destroyForcibly().waitFor();
    }

    assertThat(Client.lines(folder.resolve("journal")))
        .extracting(line -> line.path("ask").asText())
        .isEqualTo(asks);
  }

  @Test
  void aBadSettingsFileEndsItWithOneSentence() throws Exception {
    Path settings = Files.writeString(folder.resolve("settings.yaml"), "sed: 1");

    start("--settings", settings.toString());

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("log")))
        .startsWith("engine-emulator: ")
        .contains("sed")
        .doesNotContain("\tat ");
  }

  private int startAndAwaitPort() throws IOException {
    Path ready = folder.resolve("ready");
    Files.deleteIfExists(ready);
    start("--ready-file", ready.toString());
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(ready));
    JsonNode json = new ObjectMapper().readTree(ready.toFile());
    assertThat(json.path("pid").asLong()).isEqualTo(process.pid());
    assertThat(Files.readString(folder.resolve("log"))).contains("chorus-engine-emulator listens");
    return json.path("port").asInt();
  }

  private void start(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EngineEmulator.class.getName(), "--journal"));
    command.add(folder.resolve("journal").toString());
    Collections.addAll(command, more);
    File log = folder.resolve("log").toFile();
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  private static int chat(int port, String ask) throws IOException, InterruptedException {
    String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/openai/v1/chat/completions"))
            .header("Authorization", "Bearer " + Client.KEY)
            .header("X-Client-Request-Id", ask)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}

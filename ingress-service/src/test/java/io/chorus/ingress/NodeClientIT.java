package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenAI's own client for Node, unchanged, with another base URL. */
@ExtendWith(IngressKit.class)
class NodeClientIT {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path FOLDER = Path.of("target/node");

  @Test
  void itChatsStreamsAndCallsTools(IngressKit.Parts parts) throws Exception {
    assumeTrue(succeeds(List.of("npm", "--version")), "Node and npm are not installed");
    assumeTrue(isInstalled(), "npm can't get the package 'openai' here");

    try (IngressServer server = IngressServer.start(parts.config())) {
      String output = run(List.of("node", "chat.mjs", server.baseUrl().toString(), IngressKit.KEY));

      JsonNode got = Json.read(output, JsonNode.class);
      assertThat(got.path("models").toString()).contains("chorus-auto", "openai/gpt-4o-mini");
      assertThat(got.path("answer").asText()).isEqualTo("Forty-two.");
      assertThat(got.path("engine").asText()).isEqualTo("openai");
      assertThat(got.path("streamed").asText()).isEqualTo("Bốn mươi hai 🎉. ".repeat(200));
      assertThat(got.path("tokens").asInt()).isEqualTo(42);
      assertThat(got.path("tool").asText()).isEqualTo("The tool said: 17 degrees");
      assertThat(got.at("/refused/0").asText()).isEqualTo("BadRequestError");
      assertThat(got.at("/refused/2").asText()).isEqualTo("lane");
      assertThat(got.at("/refused/3").asText()).startsWith("req_");
      assertThat(got.path("failed").toString()).isEqualTo("[\"APIError\",\"overloaded\"]");
    }
  }

  private static boolean isInstalled() throws Exception {
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "chat.mjs")) {
      Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    return Files.isDirectory(FOLDER.resolve("node_modules/openai"))
        || succeeds(
            List.of(
                "npm",
                "install",
                "--no-package-lock",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund"));
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process = start(command);
      return process.waitFor(90, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(List<String> command) throws Exception {
    Process process = start(command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(Files.createDirectories(FOLDER).toFile())
        .redirectErrorStream(true)
        .start();
  }
}

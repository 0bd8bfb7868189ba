package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * OpenAI's own client for Node, unchanged, with another base URL. It takes npm and its registry;
 * where there is none, {@code -Dchorus.test.node=false} leaves it out.
 */
@ExtendWith(IngressKit.class)
@DisabledIfSystemProperty(named = "chorus.test.node", matches = "false")
class NodeClientIT {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path FOLDER = Path.of("target/node");
  private static final long LIMIT_S = 120;

  private static IngressServer server;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    install();
    server = IngressServer.start(parts.config());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static JsonNode run(String program) throws Exception {
    String output = run(List.of("node", program, server.baseUrl().toString(), IngressKit.KEY));
    return Json.read(output, JsonNode.class);
  }

  @Test
  void itChatsStreamsAndCallsTools() throws Exception {
    JsonNode got = run("chat.mjs");

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

  @Test
  void itUploadsAFileAndMakesPollsDownloadsAndCancelsBatches() throws Exception {
    JsonNode got = run("batch.mjs");

    assertThat(got.path("completed").asInt()).isEqualTo(1_000);
    assertThat(got.path("ids").asInt()).isEqualTo(1_000);
    assertThat(got.path("answer").asText()).isEqualTo("Forty-two.");
    assertThat(got.path("cancelled").asInt(-1)).isZero();
    assertThat(got.path("listed").asInt()).isEqualTo(2);
  }

  private static void install() throws Exception {
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "chat.mjs", "batch.mjs")) {
      Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.isDirectory(FOLDER.resolve("node_modules/openai"))) {
      run(
          List.of(
              "npm",
              "install",
              "--no-package-lock",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund"));
    }
  }

  private static String run(List<String> command) throws Exception {
    Path log = Files.createTempFile("chorus-node", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
    process.destroyForcibly();
    String output = Files.readString(log);
    Files.delete(log);
    assertThat(ended).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}

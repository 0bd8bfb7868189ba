package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./chorus} as a person does, in a folder of the test's own. */
final class CommandLineKit {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();
  private static final int LIMIT_MINUTES = 4;

  private final Path folder;

  CommandLineKit(Path folder) {
    this.folder = folder;
  }

  static Path example(String name) {
    return HOME.resolve("examples").resolve(name);
  }

  /** Starts a command; what it says goes to {@code NAME.log}. */
  Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("chorus").toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log(name).toFile())
        .start();
  }

  /** Runs a command to its end; its exit code. */
  int run(String name, String... arguments) throws IOException, InterruptedException {
    Process process = start(name, arguments);
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("%s ended in time: %s", name, said(name)).isTrue();
    return process.exitValue();
  }

  String said(String name) throws IOException {
    return Files.exists(log(name)) ? Files.readString(log(name)) : "";
  }

  List<JsonNode> lines(String file) throws IOException, MalformedJsonException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      lines.add(Json.read(line, JsonNode.class));
    }
    return lines;
  }

  JsonNode json(String file) throws IOException, MalformedJsonException {
    return Json.read(Files.readAllBytes(folder.resolve(file)), JsonNode.class);
  }

  boolean exists(String file) {
    return Files.exists(folder.resolve(file));
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }
}

package io.chorus.ingress;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The front door as it is in life: a process of its own, with a configuration file and a log. */
final class IngressProcess implements AutoCloseable {
  private static final Path CATALOG = Path.of("../flink-conf/engines.yaml");

  private final Process process;
  private final Path log;
  private final URI baseUrl;
  private final Thread reader;

  private IngressProcess(Process process, Path log) throws IOException {
    this.process = process;
    this.log = log;
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.startsWith("listening on ")) {
      Files.writeString(log, Files.readString(log) + line + "\n");
      line = output.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("the ingress did not start: " + Files.readString(log));
    }
    this.baseUrl = URI.create(line.substring("listening on ".length()));
    this.reader = new Thread(() -> copy(output), "ingress-log");
    reader.start();
  }

  private void copy(BufferedReader output) {
    try (var lines = Files.newBufferedWriter(log, StandardOpenOption.APPEND)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.write(line + "\n");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when it takes requests; all that it ever logs is kept. */
  static IngressProcess start(IngressKit.Parts parts) throws IOException {
    return start(parts, "files: \"" + parts.dir().resolve("files") + "\"");
  }

  /**
   * The same.
   *
   * @param files what the configuration says of where files are
   */
  static IngressProcess start(IngressKit.Parts parts, String files) throws IOException {
    Path dir = Files.createTempDirectory(parts.dir(), "process");
    Path config = Files.writeString(dir.resolve("ingress.yaml"), yaml(parts, files));
    Path log = Files.createFile(dir.resolve("log"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dchorus.test.log=debug",
                "-cp",
                System.getProperty("java.class.path"),
                IngressMain.class.getName(),
                config.toString())
            .redirectErrorStream(true)
            .start();
    return new IngressProcess(process, log);
  }

  private static String yaml(IngressKit.Parts parts, String files) throws IOException {
    String engines = Files.readString(CATALOG).replaceAll("(?m)^", "  ");
    return """
        kafka:
          bootstrap_servers: "%s"
          security_protocol: SASL_PLAINTEXT
          sasl: {username: %s, password: "file:%s"}
        postgres: {jdbc_url: "%s", user: "%s", password: "file:%s"}
        api_key: "file:%s"
        %s
        catalog:
        %s
        """
        .formatted(
            parts.kafka().guard().bootstrapServers(),
            IngressKit.USER,
            parts.dir().resolve("kafka-password"),
            parts.postgres().jdbcUrl(),
            parts.postgres().user(),
            parts.dir().resolve("password"),
            parts.dir().resolve("key"),
            files,
            engines);
  }

  URI baseUrl() {
    return baseUrl;
  }

  /**
   * What Linux says of its memory, in MiB.
   *
   * @param what a line of {@code /proc/PID/status}, such as {@code VmRSS}
   */
  long megabytes(String what) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith(what + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElseThrow();
  }

  /** Tells it to end, as an orchestrator does. */
  void terminate() {
    process.destroy();
  }

  /** Its exit code, once it has ended by itself. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the ingress does not end");
    }
    reader.join();
    return process.exitValue();
  }

  List<String> log() throws IOException {
    return Files.readAllLines(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The engine emulator as a process of its own, and the way to start one within a process. */
@Command(
    name = "engine-emulator",
    description = "Emulates the HTTP APIs of the engines on 127.0.0.1; no engine is called.",
    version = EmulatorServer.NAME,
    mixinStandardHelpOptions = true)
public final class EngineEmulator implements Callable<Integer> {
  private static final String LOG_CONFIG = "log4j2.configurationFile";

  @Option(names = "--port", defaultValue = "0", description = "Port to listen on; 0: any free one.")
  private int port;

  @Option(
      names = "--journal",
      required = true,
      paramLabel = "FILE",
      description = "Gets one JSON line for each call that an engine would have billed.")
  private Path journal;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "Recorded answers, JSON lines {\"id\",\"engine\",\"model\",\"answer\"}.")
  private Path replay;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Seed, latencies and faults, YAML or JSON.")
  private Path settings;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Is written when the emulator listens: {\"port\",\"pid\"}.")
  private Path readyFile;

  private record Ready(int port, long pid) {}

  private EngineEmulator() {}

  public static void main(String[] args) {
    if (System.getProperty(LOG_CONFIG) == null) {
      System.setProperty(LOG_CONFIG, "classpath:emulator-log4j2.xml");
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new EngineEmulator())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              String kind = failure.getClass().getSimpleName();
              command.getErr().println("engine-emulator: " + kind + ": " + failure.getMessage());
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  /**
   * Starts an emulator within this process.
   *
   * @throws IllegalArgumentException where the replay file is no such file
   * @throws IOException where a file or the port can't be had
   */
  public static RunningEmulator start(EmulatorOptions options) throws IOException {
    return RunningEmulator.start(options);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    EmulatorSettings first =
        settings == null ? EmulatorSettings.DEFAULT : EmulatorSettings.load(settings);
    RunningEmulator emulator = start(new EmulatorOptions(port, journal, replay, first));
    Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "emulator-shutdown"));
    if (readyFile != null) {
      writeReadyFile(emulator.port());
    }
    new CountDownLatch(1).await();
    return CommandLine.ExitCode.OK;
  }

  private void writeReadyFile(int listeningPort) throws IOException {
    Path whole = readyFile.toAbsolutePath();
    Path draft = whole.resolveSibling(whole.getFileName() + ".draft");
    Files.write(draft, readyJson(listeningPort));
    Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] readyJson(int port) throws JsonProcessingException {
    return EmulatorJson.JSON.writeValueAsBytes(new Ready(port, ProcessHandle.current().pid()));
  }
}

package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What {@code run} and {@code up} have in common. */
final class SystemOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description = "Folder that keeps everything (default: ${DEFAULT-VALUE}).")
  Path data;

  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines, all emulated here (default: ${DEFAULT-VALUE}).")
  Path engines;

  @Option(
      names = "--replay",
      paramLabel = "ANSWERS",
      description = "Recorded answers that the engine emulator gives, as JSON lines.")
  Path replay;

  @Option(
      names = "--emulator",
      paramLabel = "FILE",
      description = "Latencies and faults of the engine emulator, as YAML.")
  Path emulator;

  /**
   * @throws UsageException where a file is missing or wrong
   */
  Standalone.Options load() throws IOException {
    readable("--replay", replay);
    readable("--emulator", emulator);
    readable("--engines", engines);
    try {
      return new Standalone.Options(EngineCatalog.load(engines), replay, emulator);
    } catch (IllegalArgumentException e) {
      throw new UsageException(engines + ": " + e.getMessage(), e);
    }
  }

  static void readable(String option, Path file) {
    if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw new UsageException(option + ": there is no file " + file + " that can be read");
    }
  }
}

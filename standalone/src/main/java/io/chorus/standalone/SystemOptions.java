package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
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
      names = "--policy",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/policy.yaml",
      description = "How tasks are asked (default: ${DEFAULT-VALUE}).")
  Path policy;

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
    readable("--policy", policy);
    EngineCatalog catalog = catalog();
    try {
      Policy checked = Policy.load(policy).checked(catalog);
      return new Standalone.Options(catalog, checked, replay, emulator);
    } catch (IllegalArgumentException e) {
      throw new UsageException(policy + ": " + e.getMessage(), e);
    }
  }

  private EngineCatalog catalog() throws IOException {
    try {
      return EngineCatalog.load(engines);
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

package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The engines as a running system knows them. */
final class EnginesOption {
  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines (default: ${DEFAULT-VALUE}).")
  Path engines;

  /**
   * @throws UsageException where the file is missing or wrong
   */
  EngineCatalog load() throws IOException {
    SystemOptions.readable("--engines", engines);
    try {
      return EngineCatalog.load(engines);
    } catch (IllegalArgumentException e) {
      throw new UsageException(engines + ": " + e.getMessage(), e);
    }
  }
}

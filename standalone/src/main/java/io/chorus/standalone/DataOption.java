package io.chorus.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whose data a command looks at. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description = "Folder of the system (default: ${DEFAULT-VALUE}).")
  Path folder;
}

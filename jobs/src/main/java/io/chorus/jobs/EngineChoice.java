package io.chorus.jobs;

import io.chorus.contracts.EngineCatalog;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which engines a job is for.
 *
 * @param engines by name, in the order of the catalog, at least one
 * @param jobName its name; jobs of different engines have different ones
 */
record EngineChoice(List<String> engines, String jobName) {
  private static final String OPTION = "--engines";

  /**
   * All, or those after {@code --engines} behind the first argument.
   *
   * @throws IllegalArgumentException where the option or an engine is unknown
   */
  static EngineChoice of(String[] args, EngineCatalog catalog) {
    List<String> all = List.copyOf(catalog.engines().keySet());
    if (args.length == 1) {
      return new EngineChoice(all, EngineJob.NAME);
    }
    if (args.length != 3 || !args[1].equals(OPTION)) {
      throw new IllegalArgumentException("allowed: CONFIG [" + OPTION + " NAME[,NAME...]]");
    }
    List<String> asked = Stream.of(args[2].split(",")).map(String::strip).toList();
    if (!all.containsAll(asked)) {
      throw new IllegalArgumentException(
          OPTION + ": unknown engine in '" + args[2] + "'; allowed: " + String.join(", ", all));
    }
    List<String> engines = all.stream().filter(asked::contains).toList();
    return new EngineChoice(engines, EngineJob.NAME + "-" + String.join("-", engines));
  }
}

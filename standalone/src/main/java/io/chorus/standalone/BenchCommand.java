package io.chorus.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Measures. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measure the pipeline.")
final class BenchCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}

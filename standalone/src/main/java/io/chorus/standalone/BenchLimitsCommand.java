package io.chorus.standalone;

import io.chorus.standalone.bench.limits.LimitsBench;
import io.chorus.standalone.bench.limits.LimitsReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether accounts stay inside their limits, whatever asks for them. */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    description =
        "Call three accounts from eight subtasks at twice the sum of their limits, then without "
            + "Redis, then with an empty one, while the emulated engine counts (four minutes more "
            + "than --minutes). Exit code 1 when a call was over a limit.")
final class BenchLimitsCommand implements Callable<Integer> {
  private static final int MAX_MINUTES = 1_440;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description = "How long with Redis, 1 to 1440 (default: ${DEFAULT-VALUE}).")
  int minutes;

  @Mixin Figures figures;

  @Override
  public Integer call() throws Exception {
    if (minutes < 1 || minutes > MAX_MINUTES) {
      throw new UsageException("--minutes: must be 1 to " + MAX_MINUTES);
    }
    PrintWriter out = figures.screen();
    Path folder = Files.createTempDirectory("chorus-bench");
    try {
      LimitsReport report = new LimitsBench(folder, out).run(minutes);
      figures.tell(report, report.text());
      return report.isInside() ? 0 : 1;
    } finally {
      Folders.delete(folder);
    }
  }
}

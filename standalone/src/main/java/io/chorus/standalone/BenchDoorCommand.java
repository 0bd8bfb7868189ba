package io.chorus.standalone;

import io.chorus.standalone.bench.door.DoorBench;
import io.chorus.standalone.bench.door.DoorReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How many tasks the front door accepts, and how soon. */
@Command(
    name = "door",
    mixinStandardHelpOptions = true,
    description =
        "Measure how many tasks a second are accepted by HTTP, and how soon (some six minutes; "
            + "needs wrk).")
final class BenchDoorCommand implements Callable<Integer> {
  private static final int PERMITS = 1_053;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.first(measurement.engines.load(), PERMITS);
    DoorReport report =
        Measurement.on(options, out, session -> new DoorBench(session.system().benched()).run());
    measurement.tell(report, report.text());
    return 0;
  }
}

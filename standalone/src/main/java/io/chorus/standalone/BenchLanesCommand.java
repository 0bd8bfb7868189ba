package io.chorus.standalone;

import io.chorus.standalone.bench.lanes.LanesBench;
import io.chorus.standalone.bench.lanes.LanesReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Urgent calls beside a flood of batch calls, and a small tenant beside a large one. */
@Command(
    name = "lanes",
    mixinStandardHelpOptions = true,
    description =
        "Measure urgent calls with 100,000 batch calls waiting, and a tenant beside another with "
            + "a hundred times its load (some twelve minutes).")
final class BenchLanesCommand implements Callable<Integer> {
  /** Of these, 91 are open to bulk work. */
  private static final int PERMITS = 96;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.first(measurement.engines.load(), PERMITS);
    LanesReport report =
        Measurement.on(
            options, out, session -> new LanesBench(session.system().benched(), out).run());
    measurement.tell(report, report.text());
    return 0;
  }
}

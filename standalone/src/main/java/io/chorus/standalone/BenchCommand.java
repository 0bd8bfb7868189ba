package io.chorus.standalone;

import io.chorus.standalone.bench.Bench;
import io.chorus.standalone.bench.BenchReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the pipeline against the emulator, everything in one run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the pipeline against the engine emulator (some three minutes).",
    subcommands = {
      BenchBacklogCommand.class,
      BenchConnectorCommand.class,
      BenchDoorCommand.class,
      BenchHoldsCommand.class,
      BenchLanesCommand.class,
      BenchLedgerCommand.class,
      BenchLimitsCommand.class,
      BenchSlotsCommand.class,
      BenchStreamCommand.class
    })
final class BenchCommand implements Callable<Integer> {
  /** Of these, 1,000 are open to bulk work. */
  private static final int PERMITS = 1_053;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.first(measurement.engines.load(), PERMITS);
    BenchReport report =
        Measurement.on(options, out, session -> new Bench(session.system().benched(), out).run());
    measurement.tell(report, report.text());
    return 0;
  }
}

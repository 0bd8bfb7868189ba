package io.chorus.standalone;

import io.chorus.standalone.bench.holds.HoldsBench;
import io.chorus.standalone.bench.holds.HoldsReport;
import io.chorus.standalone.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How soon an operator's word on a large batch counts. */
@Command(
    name = "holds",
    mixinStandardHelpOptions = true,
    description =
        "Pause, resume, move and cancel a batch of 100,000 under load, and check what was paid "
            + "(some three minutes). Exit code 1 when the check finds something.")
final class BenchHoldsCommand implements Callable<Integer> {
  private static final int PERMITS = 128;
  private static final int BATCH = 100_000;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.first(measurement.engines.load(), PERMITS);
    return Measurement.on(options, out, session -> measured(session, out)) ? 0 : 1;
  }

  private boolean measured(Session session, PrintWriter out) throws Exception {
    HoldsReport measured = new HoldsBench(session.system().benched(), out).run(BATCH);
    VerifyReport verified = session.verify(true);
    HoldsReport report = measured.checked(verified.billedTwice(), verified.holds());
    measurement.tell(report, report.text() + verified.text());
    return verified.holds();
  }
}

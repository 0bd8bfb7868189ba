package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.standalone.chaos.outage.OutageChaos;
import io.chorus.standalone.chaos.outage.OutageReport;
import io.chorus.standalone.verify.VerifyReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One engine of several is out, under load. */
@Command(
    name = "outage",
    mixinStandardHelpOptions = true,
    description =
        "Have one engine fail every call for a while, with all engines at their limit. Exit code 1 "
            + "when a task failed, another engine lost a tenth of its rate, the engine has not "
            + "come back to its own within 45 s, it had more calls at once than places, or the "
            + "check finds something.")
final class ChaosOutageCommand implements Callable<Integer> {
  private static final int PLACES = 16;
  private static final int MAX_MINUTES = 1_440;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "2",
      description = "How long the engine is out, 1 to 1440 (default: ${DEFAULT-VALUE}).")
  int minutes;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    if (minutes < 1 || minutes > MAX_MINUTES) {
      throw new UsageException("--minutes: must be 1 to " + MAX_MINUTES);
    }
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.all(measurement.engines.load(), PLACES);
    return Measurement.on(options, out, session -> measured(session, options.catalog(), out))
        ? 0
        : 1;
  }

  private boolean measured(Session session, EngineCatalog catalog, PrintWriter out)
      throws Exception {
    OutageReport measured =
        new OutageChaos(session.system().benched(), BenchEngines.models(catalog), PLACES, out)
            .run(Duration.ofMinutes(minutes));
    VerifyReport verified = session.verify(true);
    OutageReport report = measured.checked(verified.billedTwice(), verified.holds());
    measurement.tell(report, report.text() + verified.text());
    return report.isWell();
  }
}

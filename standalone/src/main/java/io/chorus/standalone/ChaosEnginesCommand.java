package io.chorus.standalone;

import io.chorus.standalone.chaos.Screen;
import io.chorus.standalone.chaos.engines.EnginesChaos;
import io.chorus.standalone.chaos.engines.EnginesReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Task managers are killed with calls on their way. */
@Command(
    name = "engines",
    mixinStandardHelpOptions = true,
    description =
        "Kill task managers one after the other while they ask engines, and count what was lost "
            + "and what was billed twice. Exit code 1 when a task is lost, when an ask that was "
            + "billed twice is not known to the ledger, or when the check finds something.")
final class ChaosEnginesCommand implements Callable<Integer> {
  private static final int PLACES = 24;
  private static final int MAX_KILLS = 10_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which task manager dies when (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--kills",
      paramLabel = "K",
      defaultValue = "10",
      description = "How many, 1 to 10000 (default: ${DEFAULT-VALUE}).")
  int kills;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    if (kills < 1 || kills > MAX_KILLS) {
      throw new UsageException("--kills is " + kills + "; allowed: 1 to " + MAX_KILLS);
    }
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.all(measurement.engines.load(), PLACES).withoutJobs();
    EnginesReport report = Measurement.on(options, out, session -> broken(session, out));
    measurement.tell(report, report.text());
    return report.isWell() ? 0 : 1;
  }

  private EnginesReport broken(Session session, PrintWriter out) throws Exception {
    Standalone system = session.system();
    return new EnginesChaos(
            system.benched(), system.config(), session.data().folder("cluster"), new Screen(out))
        .run(seed, kills, session::verify);
  }
}

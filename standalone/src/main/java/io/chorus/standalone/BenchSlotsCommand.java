package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.standalone.bench.slots.SlotsBench;
import io.chorus.standalone.bench.slots.SlotsReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether every place at an engine is used, whatever other engines do. */
@Command(
    name = "slots",
    mixinStandardHelpOptions = true,
    description =
        "Measure one engine with 1,000 calls in flight against its bound, then all engines at their "
            + "limit while that one hangs (some five minutes).")
final class BenchSlotsCommand implements Callable<Integer> {
  /** Of these, 1,000 are open to bulk work. */
  private static final int PLACES = 1_053;

  private static final int PLACES_OF_OTHERS = 64;
  private static final int LEAST_SECONDS = 10;
  private static final int MOST_SECONDS = 3_600;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "90",
      description =
          "How long all work, and how long one hangs, 10 to 3600 (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw new UsageException("--seconds: must be " + LEAST_SECONDS + " to " + MOST_SECONDS);
    }
    PrintWriter out = measurement.screen();
    EngineCatalog catalog = measurement.engines.load();
    SlotsReport report =
        Measurement.on(
            BenchEngines.limited(catalog, PLACES, PLACES_OF_OTHERS),
            out,
            session ->
                new SlotsBench(
                        session.system().benched(),
                        BenchEngines.models(catalog),
                        PLACES_OF_OTHERS,
                        out)
                    .run(seconds));
    measurement.tell(report, report.text());
    return 0;
  }
}

package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.standalone.bench.backlog.BacklogReport;
import io.chorus.standalone.bench.backlog.PipelineBacklog;
import io.chorus.standalone.bench.backlog.SchedulerAlone;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A million waiting calls against a thousand. */
@Command(
    name = "backlog",
    mixinStandardHelpOptions = true,
    description =
        "Measure the pipeline and the scheduler with a million calls waiting against a thousand "
            + "(some seven minutes).")
final class BenchBacklogCommand implements Callable<Integer> {
  private static final int PERMITS = 1_053;
  private static final int SECONDS = 40;
  private static final int LEAST_WAITING = 10_000;
  private static final int MOST_WAITING = 10_000_000;

  @Option(
      names = "--waiting",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Calls that wait, 10000 to 10000000 (default: ${DEFAULT-VALUE}).")
  int waiting;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    if (waiting < LEAST_WAITING || waiting > MOST_WAITING) {
      throw new UsageException("--waiting: must be " + LEAST_WAITING + " to " + MOST_WAITING);
    }
    PrintWriter out = measurement.screen();
    EngineCatalog catalog = measurement.engines.load();
    PipelineBacklog.Figures pipeline =
        Measurement.on(
            BenchEngines.first(catalog, PERMITS),
            out,
            session -> new PipelineBacklog(session.system().benched(), out).run(waiting));
    out.println("The scheduler alone");
    BacklogReport report = BacklogReport.of(pipeline, alone(catalog, out));
    measurement.tell(report, report.text());
    return 0;
  }

  private SchedulerAlone.Figures alone(EngineCatalog catalog, PrintWriter out) throws Exception {
    Path folder = Files.createTempDirectory("chorus-measurement");
    try {
      return new SchedulerAlone(folder, catalog, out).run(waiting, SECONDS);
    } finally {
      Folders.delete(folder);
    }
  }
}

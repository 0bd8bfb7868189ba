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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines (default: ${DEFAULT-VALUE}).")
  Path engines;

  @Option(
      names = "--waiting",
      defaultValue = "1000000",
      description = "Calls that wait (default: ${DEFAULT-VALUE}).")
  int waiting;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("--engines", engines);
    PrintWriter out = spec.commandLine().getOut();
    PipelineBacklog.Figures pipeline = pipeline(out);
    out.println("The scheduler alone");
    BacklogReport report = BacklogReport.of(pipeline, alone(out));
    JsonFiles.write(json, report);
    out.println();
    out.print(report.text());
    out.flush();
    return 0;
  }

  private PipelineBacklog.Figures pipeline(PrintWriter out) throws Exception {
    Path folder = Files.createTempDirectory("chorus-bench");
    try (Session session = Session.start(folder, BenchEngines.first(engines, PERMITS), out)) {
      return new PipelineBacklog(session.system().benched(), out).run(waiting);
    } finally {
      Folders.delete(folder);
    }
  }

  private SchedulerAlone.Figures alone(PrintWriter out) throws Exception {
    Path folder = Files.createTempDirectory("chorus-bench");
    try {
      return new SchedulerAlone(folder, EngineCatalog.load(engines), out).run(waiting, SECONDS);
    } finally {
      Folders.delete(folder);
    }
  }
}

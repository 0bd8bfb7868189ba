package io.chorus.standalone;

import io.chorus.standalone.bench.lanes.LanesBench;
import io.chorus.standalone.bench.lanes.LanesReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Urgent calls beside a flood of batch calls, and a small tenant beside a large one. */
@Command(
    name = "lanes",
    mixinStandardHelpOptions = true,
    description =
        "Measure urgent calls with 100,000 batch calls waiting, and a tenant beside another with "
            + "a hundred times its load (some seven minutes).")
final class BenchLanesCommand implements Callable<Integer> {
  /** Of these, 121 are open to bulk work. */
  private static final int PERMITS = 128;

  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines, of which the first is used (default: ${DEFAULT-VALUE}).")
  Path engines;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("--engines", engines);
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("chorus-bench");
    try (Session session = Session.start(folder, BenchEngines.first(engines, PERMITS), out)) {
      LanesReport report = new LanesBench(session.system().benched(), out).run();
      JsonFiles.write(json, report);
      out.println();
      out.print(report.text());
      out.flush();
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }
}

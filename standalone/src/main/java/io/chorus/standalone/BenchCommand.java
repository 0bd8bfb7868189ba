package io.chorus.standalone;

import io.chorus.standalone.bench.Bench;
import io.chorus.standalone.bench.BenchReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the pipeline against the emulator, everything in one run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the pipeline against the engine emulator (some three minutes).",
    subcommands = {
      BenchBacklogCommand.class,
      BenchConnectorCommand.class,
      BenchHoldsCommand.class,
      BenchLanesCommand.class
    })
final class BenchCommand implements Callable<Integer> {
  /** Of these, 1,000 are open to bulk work. */
  private static final int PERMITS = 1_053;

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
    Standalone.Options options = BenchEngines.first(engines, PERMITS);
    try (Session session = Session.start(folder, options, out)) {
      BenchReport report = new Bench(session.system().benched(), out).run();
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

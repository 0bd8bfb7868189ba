package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
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
    description = "Measure the pipeline and the scheduler with a million calls waiting.")
final class BenchBacklogCommand implements Callable<Integer> {
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

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("chorus-bench");
    try {
      out.println(new SchedulerAlone(folder, EngineCatalog.load(engines), out).run(waiting, 60));
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }
}

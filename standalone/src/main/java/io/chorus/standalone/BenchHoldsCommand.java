package io.chorus.standalone;

import io.chorus.standalone.bench.holds.HoldsBench;
import io.chorus.standalone.bench.holds.HoldsReport;
import io.chorus.standalone.verify.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      HoldsReport measured = new HoldsBench(session.system().benched(), out).run(BATCH);
      VerifyReport verified = session.verify(true);
      HoldsReport report = measured.checked(verified.billedTwice(), verified.holds());
      JsonFiles.write(json, report);
      out.println();
      out.print(report.text());
      out.print(verified.text());
      out.flush();
      return verified.holds() ? 0 : 1;
    } finally {
      Folders.delete(folder);
    }
  }
}

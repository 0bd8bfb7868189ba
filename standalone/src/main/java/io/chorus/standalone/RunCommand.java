package io.chorus.standalone;

import io.chorus.contracts.Strategy;
import io.chorus.standalone.batch.BatchRun;
import io.chorus.standalone.batch.Run;
import io.chorus.standalone.batch.Runs;
import io.chorus.standalone.batch.Summary;
import io.chorus.standalone.verify.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a batch file through the whole system, from its start to its end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Start the system, answer every line of a batch file, check, and stop.",
    footer = {
      "",
      "FILE is an OpenAI batch input file: JSON lines of custom_id, method, url and body.",
      "Exit code 0: every accepted task has its final state, and enough of them succeeded."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The tasks.")
  Path file;

  @Mixin SystemOptions system;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      description =
          "Strategy of every task: single, cascade, vote, best-of, fuse or first (default: as each"
              + " line says, else as the policy).")
  String strategy;

  @Option(
      names = "--min-success",
      paramLabel = "SHARE",
      defaultValue = "1.0",
      description = "Share of the tasks that must succeed (default: ${DEFAULT-VALUE}).")
  double minSuccess;

  @Option(
      names = "--out",
      paramLabel = "OUT",
      description = "Where the answers go, errors beside it (default: FILE.out.jsonl, here).")
  Path out;

  @Option(names = "--json", paramLabel = "SUMMARY", description = "Write the summary as JSON.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    PrintWriter terminal = spec.commandLine().getOut();
    AtomicBoolean cancelled = new AtomicBoolean();
    try (PeakMemory memory = PeakMemory.watch();
        Session session = Session.start(system.data, system.load(), terminal)) {
      session.onInterrupt(() -> cancelled.set(true));
      Summary summary = run(session, cancelled, memory);
      if (summary == null) {
        terminal.println("stopped; the same command goes on from here");
        return 1;
      }
      terminal.println();
      terminal.print(summary.text());
      JsonFiles.write(json, summary);
      VerifyReport report = session.verify(false);
      terminal.println();
      terminal.print(report.text());
      terminal.println();
      terminal.println("answers in " + outFile());
      return summary.isGood(minSuccess) && report.holds() ? 0 : 1;
    }
  }

  private Summary run(Session session, AtomicBoolean cancelled, PeakMemory memory)
      throws Exception {
    Runs runs = session.runs();
    Instant now = Instant.now();
    Run run = runs.begin(file, strategy, outFile(), now);
    session.resumeOthers(run);
    try (TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr())) {
      return new BatchRun(
              session.system().config(),
              session.data().journal(),
              runs,
              run,
              run.beganBefore(now),
              progress)
          .execute(cancelled::get, memory::peakMb);
    }
  }

  private Path outFile() {
    return out != null ? out : Path.of(file.getFileName() + ".out.jsonl");
  }

  private void check() {
    SystemOptions.readable("FILE", file);
    if (!(minSuccess >= 0 && minSuccess <= 1)) {
      throw new UsageException("--min-success is " + minSuccess + "; allowed: 0 to 1");
    }
    if (strategy != null
        && Arrays.stream(Strategy.values()).noneMatch(s -> s.wireName().equals(strategy))) {
      throw new UsageException("--strategy is '" + strategy + "'; allowed: " + strategies());
    }
  }

  private static String strategies() {
    return Arrays.stream(Strategy.values())
        .map(Strategy::wireName)
        .collect(Collectors.joining(", "));
  }
}

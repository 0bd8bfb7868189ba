package io.chorus.standalone;

import io.chorus.operators.Models;
import io.chorus.standalone.evaluate.Evaluation;
import io.chorus.standalone.evaluate.Report;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the judgement on recorded answers. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measure analyzer, votes, grades and best-of on a folder of recorded answers.")
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description =
          "Holds task-types/, gsm8k/, refusals/, five-engines/, ranked/; each may be absent.")
  Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

  @Option(
      names = "--operators",
      paramLabel = "DIR",
      defaultValue = "${sys:chorus.home:-.}/operators",
      description =
          "The module with the labelled files of the project (default: ${DEFAULT-VALUE}).")
  Path operators;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(data)) {
      throw new UsageException(
          "DIR is no folder: " + data + "; allowed is a folder of recorded answers");
    }
    Report report = new Evaluation(data, new Models(operators)).run();
    JsonFiles.write(json, report.figures());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.text());
    out.flush();
    return 0;
  }
}

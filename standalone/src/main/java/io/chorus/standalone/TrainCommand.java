package io.chorus.standalone;

import io.chorus.operators.Models;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the models that the jar of the operators holds. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Train the models from the project's labelled files; the same bytes each time.")
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--operators",
      paramLabel = "DIR",
      defaultValue = "${sys:chorus.home:-.}/operators",
      description = "The module that holds files and models (default: ${DEFAULT-VALUE}).")
  Path operators;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    new Models(operators).train().forEach(out::println);
    out.flush();
    return 0;
  }
}

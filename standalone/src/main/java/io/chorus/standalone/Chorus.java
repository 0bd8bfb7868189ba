package io.chorus.standalone;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "chorus",
    description = "LLM tasks in bulk, answered by many engines, each ending in exactly one state.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "chorus 0.1.0",
    subcommands = {
      RunCommand.class,
      UpCommand.class,
      VerifyCommand.class,
      DeadCommand.class,
      QueuesCommand.class,
      TaskCommands.Submit.class,
      TaskCommands.Get.class,
      TaskCommands.Watch.class,
      TaskCommands.Cancel.class,
      BatchCommand.class,
      KeysCommand.class,
      AuditCommand.class,
      SpendCommand.class,
      BudgetCommand.class,
      ProbeCommand.class,
      ExplainCommand.class,
      PolicyCommand.class,
      BenchCommand.class,
      ChaosCommand.class,
      EvaluateCommand.class,
      TrainCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Chorus implements Runnable {
  @Spec CommandSpec spec;

  /**
   * Exit codes: 0 when all is well, 1 when what was asked for failed, 2 when the command can't be
   * understood or can't run as given.
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Chorus()).setExecutionExceptionHandler(Chorus::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof UsageException) {
      err.println("chorus: " + failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    Throwable cause = Failures.cause(failure);
    Failures.log(cause);
    err.println("chorus: " + Failures.sentence(cause));
    return CommandLine.ExitCode.SOFTWARE;
  }
}

package io.chorus.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
      AccountsCommand.class,
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
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Chorus extends CommandGroup {

  /**
   * Exit codes: 0 when all is well, 1 when what was asked for failed, 2 when the command can't be
   * understood or can't run as given.
   */
  public static void main(String[] args) {
    System.exit(execute(commandLine(), args));
  }

  /** Even where something is broken: the threads of what runs would keep the process for good. */
  static int execute(CommandLine command, String... args) {
    try {
      return command.execute(args);
    } catch (Error defect) {
      return failed(defect, command);
    }
  }

  static CommandLine commandLine() {
    return commandLine(CommandLine.defaultFactory());
  }

  /**
   * @param parts makes what commands consist of
   */
  static CommandLine commandLine(CommandLine.IFactory parts) {
    return new CommandLine(new Chorus(), parts).setExecutionExceptionHandler(Chorus::failed);
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof UsageException) {
      command.getErr().println("chorus: " + failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    return failed(failure, command);
  }

  private static int failed(Throwable failure, CommandLine command) {
    Throwable cause = Failures.cause(failure);
    Failures.log(cause);
    command.getErr().println("chorus: " + Failures.sentence(cause));
    return CommandLine.ExitCode.SOFTWARE;
  }
}

package io.chorus.standalone;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group of commands on dead letters. */
@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "See what could not be done, and have it done after all.",
    subcommands = {DeadListCommand.class, DeadShowCommand.class, DeadRedriveCommand.class})
final class DeadCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }
}

package io.chorus.standalone;

import picocli.CommandLine.Command;

/** The group of commands on dead letters. */
@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "See what could not be done, and have it done after all.",
    subcommands = {DeadListCommand.class, DeadShowCommand.class, DeadRedriveCommand.class})
final class DeadCommand extends CommandGroup {}

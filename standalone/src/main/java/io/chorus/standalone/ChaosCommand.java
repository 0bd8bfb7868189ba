package io.chorus.standalone;

import picocli.CommandLine.Command;

/** The group of commands that break things on purpose. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Break things on purpose under load, and count what is lost.",
    subcommands = {ChaosEnginesCommand.class, ChaosOutageCommand.class, ChaosQueuesCommand.class})
final class ChaosCommand extends CommandGroup {}

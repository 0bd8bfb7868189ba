package io.chorus.standalone;

import io.chorus.standalone.chaos.ChaosReport;
import io.chorus.standalone.chaos.QueuesChaos;
import io.chorus.standalone.chaos.Screen;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Messages through RabbitMQ while everything around them is killed, paused and starved. */
@Command(
    name = "queues",
    mixinStandardHelpOptions = true,
    description =
        "Send 500 messages a second through the RabbitMQ sink, a broker and the source while "
            + "connections, the broker and the task manager are killed, paused and starved at "
            + "random. Exit code 1 when a message is lost.")
final class ChaosQueuesCommand implements Callable<Integer> {
  private static final int MAX_MINUTES = 1_440;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which faults happen, in which order (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "1",
      description = "How long, 1 to 1440 (default: ${DEFAULT-VALUE}).")
  int minutes;

  @Mixin Figures figures;

  @Override
  public Integer call() throws Exception {
    if (minutes < 1 || minutes > MAX_MINUTES) {
      throw new UsageException("--minutes: must be 1 to " + MAX_MINUTES);
    }
    PrintWriter out = figures.screen();
    Path folder = Files.createTempDirectory("chorus-chaos");
    ChaosReport report = null;
    try {
      report = new QueuesChaos(folder, seed, Duration.ofMinutes(minutes), new Screen(out)).run();
    } finally {
      clean(folder, report != null && report.lost() == 0, out);
    }
    figures.tell(report, report.text());
    return report.lost() == 0 ? 0 : 1;
  }

  /** What went wrong stays for whoever looks into it. */
  private static void clean(Path folder, boolean well, PrintWriter out) throws Exception {
    if (well) {
      Folders.delete(folder);
    } else {
      out.println("  the logs of this run are in " + folder);
    }
  }
}

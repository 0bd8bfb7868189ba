package io.chorus.standalone;

import io.chorus.standalone.bench.connector.ConnectorBench;
import io.chorus.standalone.bench.connector.ConnectorReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The RabbitMQ connector against a plain client of RabbitMQ. */
@Command(
    name = "connector",
    mixinStandardHelpOptions = true,
    description =
        "Measure the RabbitMQ sink and source against a plain Java client with confirms and "
            + "with manual acks, on the same queues in turn (some two minutes).")
final class BenchConnectorCommand implements Callable<Integer> {
  @Mixin Figures figures;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = figures.screen();
    Path folder = Files.createTempDirectory("chorus-bench");
    try {
      ConnectorReport report = new ConnectorBench(folder, out).run();
      figures.tell(report, report.text());
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }
}

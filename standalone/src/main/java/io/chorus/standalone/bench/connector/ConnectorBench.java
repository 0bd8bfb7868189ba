package io.chorus.standalone.bench.connector;

import io.chorus.connector.rabbitmq.RabbitMQTopology;
import io.chorus.servers.LocalRabbitMq;
import io.chorus.standalone.broker.Brokers;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Plain client and connector in turn on the same two quorum queues. Used once. */
public final class ConnectorBench {
  private static final RabbitMQTopology TOPOLOGY =
      new RabbitMQTopology(
          "bench", List.of("bench.first", "bench.second"), "bench.dead", "bench.dead");

  private static final int WARM_UP_ROUNDS = 2;
  private static final int ROUNDS = 5;
  private static final int MESSAGES = 120_000;
  private static final int IN_FLIGHT = 1_000;

  /** Acks wait for the checkpoint: more than comes in within two of its intervals. */
  private static final int PREFETCH = 30_000;

  private final Path folder;
  private final PrintWriter out;

  /**
   * Prepares a run.
   *
   * @param folder for everything; must exist and be empty
   */
  public ConnectorBench(Path folder, PrintWriter out) {
    this.folder = folder;
    this.out = out;
  }

  /** Returns when all rounds are over; says what each has brought. */
  public ConnectorReport run() throws Exception {
    Path data = folder.resolve("rabbitmq");
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(data)) {
      ConnectorJobs jobs =
          new ConnectorJobs(
              Brokers.connection(rabbit, data),
              TOPOLOGY,
              Files.createDirectories(folder.resolve("checkpoints")));
      TOPOLOGY.declare(jobs.broker());
      return rounds(jobs, new PlainClient(rabbit, TOPOLOGY));
    }
  }

  private ConnectorReport rounds(ConnectorJobs jobs, PlainClient plain) throws Exception {
    double[][] rates = new double[4][ROUNDS];
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      double[] now = {
        jobs.publish(MESSAGES, IN_FLIGHT),
        plain.consume(MESSAGES, PREFETCH),
        plain.publish(MESSAGES, IN_FLIGHT),
        jobs.consume(MESSAGES, PREFETCH)
      };
      for (int i = 0; round >= 0 && i < now.length; i++) {
        rates[i][round] = now[i];
      }
      say(round, now);
    }
    return ConnectorReport.of(
        median(rates[0]), median(rates[2]), median(rates[3]), median(rates[1]));
  }

  private void say(int round, double[] now) {
    String name = round < 0 ? "warm-up" : "round " + (round + 1);
    out.printf(
        Locale.ROOT,
        "  %-8s sink %,8.0f/s (plain %,8.0f)   source %,8.0f/s (plain %,8.0f)%n",
        name,
        now[0],
        now[2],
        now[3],
        now[1]);
    out.flush();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

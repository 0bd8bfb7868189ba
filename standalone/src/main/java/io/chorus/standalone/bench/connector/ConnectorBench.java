package io.chorus.standalone.bench.connector;

import io.chorus.connector.rabbitmq.RabbitMQTopology;
import io.chorus.servers.LocalRabbitMq;
import io.chorus.standalone.broker.Brokers;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plain client and connector in turn on the same two quorum queues. Used once. */
public final class ConnectorBench {
  private static final RabbitMQTopology TOPOLOGY =
      new RabbitMQTopology(
          "bench", List.of("bench.first", "bench.second"), "bench.dead", "bench.dead");

  private static final int WARM_UP_ROUNDS = 1;
  private static final int ROUNDS = 5;

  /** Published at a time: the broker rolls its log over in every lap, whoever publishes. */
  private static final int HALF = 50_000;

  private static final int IN_FLIGHT = 1_000;

  /** Acks wait for the checkpoint: more than comes in within two of its intervals. */
  private static final int PREFETCH = 65_000;

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
    List<Double> sink = new ArrayList<>();
    List<Double> plainSink = new ArrayList<>();
    List<Double> source = new ArrayList<>();
    List<Double> plainSource = new ArrayList<>();
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      if (round == 0) {

        List.of(sink, plainSink, source, plainSource).forEach(List::clear);
      }
      sink.add(jobs.publish(HALF, IN_FLIGHT));
      plainSink.add(plain.publish(HALF, IN_FLIGHT));
      plainSource.add(plain.consume(2 * HALF, PREFETCH));
      plainSink.add(plain.publish(HALF, IN_FLIGHT));
      sink.add(jobs.publish(HALF, IN_FLIGHT));
      source.add(jobs.consume(2 * HALF, PREFETCH));
      out.printf(
          Locale.ROOT,
          "  %-8s medians so far: sink %,8.0f/s (plain %,8.0f)   source %,8.0f/s (plain %,8.0f)%n",
          round < 0 ? "warm-up" : "round " + (round + 1),
          median(sink),
          median(plainSink),
          median(source),
          median(plainSource));
      out.flush();
    }
    return ConnectorReport.of(median(sink), median(plainSink), median(source), median(plainSource));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}

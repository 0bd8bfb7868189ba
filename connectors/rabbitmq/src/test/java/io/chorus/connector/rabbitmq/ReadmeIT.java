package io.chorus.connector.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@ExtendWith(SinkKit.class)
class ReadmeIT {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder().setNumberSlotsPerTaskManager(1).build());

  private final SinkKit.Broker rabbit;

  ReadmeIT(SinkKit.Broker rabbit) {
    this.rabbit = rabbit;
  }

  @Test
  void theExampleRuns() throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    JobClient job = example(rabbit.connection().build(), env);

    try (SinkRun orders = new SinkRun(rabbit.sink())) {
      orders.write(SinkKit.message("orders.new", "1", " an order ")).flush();
      await().atMost(SinkKit.SOON).until(() -> rabbit.count("invoices") == 1);
      assertThat(rabbit.drain("invoices").get(0).getBody()).asString().isEqualTo("an order");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void theReadmeShowsTheExample() throws IOException {
    String shown = Files.readString(Path.of("README.md"));
    String source =
        Files.readString(Path.of("src/test/java/io/chorus/connector/rabbitmq/ReadmeIT.java"));

    String region =
        source.substring(
            source.indexOf("// [example]\n") + "// [example]\n".length(),
            source.indexOf("    // [end]\n"));

    assertThat(shown).contains(region.stripTrailing().stripIndent());
  }

  private static JobClient example(RabbitMQConnectionConfig broker, StreamExecutionEnvironment env)
      throws Exception {
    // [example]
    // Declares what is missing; refuses with one sentence what exists with other arguments.
    new RabbitMQTopology(
            "orders", List.of("orders.new", "orders.bulk", "invoices"), "orders.dlx", "orders.dead")
        .declare(broker);

    RabbitMQSource<String> source =
        RabbitMQSource.<String>builder()
            .setConnection(broker)
            .setQueues(QueueSpec.of("orders.new", 10), QueueSpec.of("orders.bulk", 1))
            .setDeserializationSchema(
                RabbitMQDeserializationSchema.bodyOnly(new SimpleStringSchema()))
            .build();

    RabbitMQSink<String> sink =
        RabbitMQSink.<String>builder()
            .setConnection(broker)
            .setSerializationSchema(
                invoice -> {
                  byte[] body = invoice.getBytes(UTF_8);
                  String id = UUID.nameUUIDFromBytes(body).toString();
                  return OutgoingMessage.of("orders", "invoices", id, body);
                })
            .setFailedMessageHandler(FailedMessageHandler.deadLetter("orders.dlx"))
            .build();

    env.enableCheckpointing(5_000);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "orders")
        .uid("orders")
        .map(String::strip)
        .uid("strip")
        .sinkTo(sink)
        .uid("invoices");
    JobClient job = env.executeAsync("invoices");
    // [end]
    return job;
  }
}

package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.ingress.Caller.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a task came in, it can be asked anew for as long as Kafka keeps what it asked. */
@ExtendWith(IngressKit.class)
class RerunIT {
  private static final String RAW = Topics.raw(Tenants.DEFAULT);
  private static final long LONG_MS = 600_000;

  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static Caller caller;
  private static EngineCatalog catalog;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    parts.kafka().createTopics(Map.of(RAW, 1));
    server = IngressServer.start(parts.config());
    caller = new Caller(server);
    catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Reply rerun(String id) throws Exception {
    return caller.post("/v1/tasks/" + id + "/rerun", "");
  }

  private static String id(Reply reply) {
    return reply.json().path("id").asText();
  }

  private static void awaitStatus(String id, String status) {
    await()
        .until(() -> caller.get("/v1/tasks/" + id).json().path("status").asText(), status::equals);
  }

  /** As a producer writes it and the task job admits it. */
  private static RawRecord produced(String body, EngineCatalog engines) throws Exception {
    RawRecord raw = written(UUID.randomUUID().toString(), body);
    Task task = new RawRecords(new TaskValidator(engines)).read(raw).task();
    try (TaskStore tasks = new TaskStore(parts.database())) {
      tasks.admit(task, "stream", raw.place()).join();
    }
    return raw;
  }

  private static RawRecord written(String name, String body) throws Exception {
    ProducerRecord<String, byte[]> message = new ProducerRecord<>(RAW, name, body.getBytes(UTF_8));
    message.headers().add("ce_id", name.getBytes(UTF_8));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", parts.kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      RecordMetadata written = producer.send(message).get(10, TimeUnit.SECONDS);
      return new RawRecord(
          RAW,
          written.partition(),
          written.offset(),
          written.timestamp(),
          Map.of("ce_id", name),
          message.value());
    }
  }

  private static String idOf(RawRecord raw) throws Exception {
    String name = raw.headers().get("ce_id");
    return caller.get("/v1/tasks?custom_id=" + name).json().at("/data/0/id").asText();
  }

  private static void forget(RecordPlace place) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", parts.kafka().bootstrapServers()))) {
      TopicPartition partition = new TopicPartition(place.topic(), place.partition());
      RecordsToDelete all = RecordsToDelete.beforeOffset(place.offset() + 1);
      admin.deleteRecords(Map.of(partition, all)).all().get(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"priority", "standard", "batch"})
  void aTaskIsAskedAnewAsAnother(String lane) throws Exception {
    String body = "{\"prompt\":\"x\",\"metadata\":{\"end\":\"FAILED:timeout\"},\"lane\":\"%s\"}";
    Reply posted = caller.post("/v1/tasks", body.formatted(lane));
    awaitStatus(id(posted), "failed");

    Reply again = rerun(id(posted));

    assertThat(again.status()).isEqualTo(202);
    assertThat(id(again)).isNotEqualTo(id(posted));
    assertThat(again.json().path("metadata")).isEqualTo(posted.json().path("metadata"));
    awaitStatus(id(again), "failed");
  }

  @Test
  void aLineThatWasFedLongAfterItsBatchWasMadeIsAskedAnew() throws Exception {
    Batches batches = new Batches(caller);
    String file = batches.upload(Batches.lines("FAILED:overloaded"));
    long created = System.currentTimeMillis() - LONG_MS;
    String batch = "batch_" + UUID.randomUUID().toString().replace("-", "");
    new BatchTable(parts.database())
        .add(
            Batch.begun(
                Tenants.DEFAULT, batch, file, Map.of(), created, created + BatchJson.WINDOW_MS));
    batches.awaitStatus(batch, "completed");

    Reply again = rerun(batches.task(batch, 0));

    assertThat(again.status()).isEqualTo(202);
    awaitStatus(id(again), "failed");
  }

  @Test
  void aTaskOfAProducerIsAskedAnew() throws Exception {
    String body = "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}";
    RawRecord raw = produced(body, catalog);

    Reply again = rerun(idOf(raw));

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().path("custom_id").asText()).isEqualTo(raw.headers().get("ce_id"));
    awaitStatus(id(again), "succeeded");
  }

  @Test
  void whatAProducerAskedOfAnEngineThatIsGoneIsNoTaskAnyMore() throws Exception {
    EngineCatalog before = EngineCatalog.parse(catalog.toYaml().replace("gpt-4o-mini", "gone"));
    RawRecord raw = produced("{\"prompt\":\"x\",\"model\":\"openai/gone\"}", before);

    Reply refused = rerun(idOf(raw));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().path("param").asText()).isEqualTo("model");
  }

  @Test
  void whatKafkaDoesNotKeepAnyMoreHasToBeSentAgain() throws Exception {
    RawRecord raw = produced("{\"prompt\":\"x\"}", catalog);
    forget(raw.place());

    Reply gone = rerun(idOf(raw));

    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.error().path("code").asText()).isEqualTo("not_kept");
  }
}

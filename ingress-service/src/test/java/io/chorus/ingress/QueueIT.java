package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Whereabouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(IngressKit.class)
class QueueIT {
  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static Caller caller;
  private static KafkaProducer<String, byte[]> jobs;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
    caller = new Caller(server);
    jobs =
        new KafkaProducer<>(
            parts.config().kafka().properties(), new StringSerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    jobs.close();
    server.close();
  }

  @Test
  void whatTheSchedulersTellIsShown() {
    long now = System.currentTimeMillis();
    Waits waits = new Waits("default", Lane.BATCH, "b-1", false, 7, 2, now, now + 9_000, now + 1);

    tell(Topics.QUEUES, "openai", QueueViewTest.report("openai", false, waits));

    Awaitility.await()
        .untilAsserted(
            () -> {
              JsonNode queues = caller.get("/v1/queues").json();
              assertThat(queues.path("object").asText()).isEqualTo("chorus.queues");
              assertThat(queues.at("/engines/0/engine").asText()).isEqualTo("openai");
              assertThat(queues.path("lanes")).anyMatch(lane -> lane.path("waiting").asInt() == 7);
              assertThat(queues.path("batches"))
                  .anyMatch(
                      batch ->
                          batch.path("batch").asText().equals("b-1")
                              && batch.path("at_risk").asBoolean());
            });
  }

  @Test
  void anOperatorSeesEveryonesQueuesAndAUserItsOwn() throws Exception {
    long now = System.currentTimeMillis();
    Waits waits = new Waits("busy", Lane.BATCH, "b-2", false, 9, 0, now, 0, now + 1);
    Caller operator = with("operator");
    Caller user = with("user");

    tell(Topics.QUEUES, "qwen", QueueViewTest.report("qwen", false, waits));

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(operator.get("/v1/queues").response().body()).contains("busy", "b-2"));
    assertThat(user.get("/v1/queues").response().body())
        .contains("qwen")
        .doesNotContain("busy", "b-2");
  }

  private static Caller with(String role) throws Exception {
    JsonNode key =
        new Caller(server.adminUrl(), IngressKit.KEY)
            .post("/v1/keys", "{\"tenant\":\"idle\",\"name\":\"k\",\"role\":\"" + role + "\"}")
            .json();
    return new Caller(server.baseUrl(), key.path("key").asText());
  }

  @Test
  void anOpenTaskIsShownWithItsPlaceAndOneThatNobodyKnowsOfWithout() throws Exception {
    String id = caller.post("/v1/tasks", "{\"prompt\":\"Hello\"}").json().path("id").asText();

    try (TopicTail scheduler = answering(id)) {
      JsonNode task = caller.get("/v1/tasks/" + id).json();
      assertThat(task.at("/waiting/0/engine").asText()).isEqualTo("openai");
      assertThat(task.at("/waiting/0/status").asText()).isEqualTo("waiting");
      assertThat(task.at("/waiting/0/position").asInt()).isEqualTo(42);
      assertThat(task.path("expected_finish_at").asLong()).isEqualTo(1_900_000_000L);
      assertThat(scheduler).isNotNull();
    }
    JsonNode silent = caller.get("/v1/tasks/" + id).json();
    assertThat(silent.path("status").asText()).isEqualTo("open");
    assertThat(silent.has("waiting")).isFalse();
  }

  /** Says of one task where it is, when asked. */
  private static TopicTail answering(String id) throws IOException {
    return TopicTail.start(
        parts.config().kafka(),
        Topics.INQUIRIES,
        (key, value) -> {
          Inquiry inquiry = Json.readOwn(new String(value, StandardCharsets.UTF_8), Inquiry.class);
          if (inquiry.taskId().equals(id)) {
            tell(Topics.WHEREABOUTS, id, place(inquiry));
          }
        });
  }

  private static Whereabouts place(Inquiry inquiry) {
    return new Whereabouts(
        SchemaVersion.CURRENT,
        inquiry.tenant(),
        inquiry.id(),
        inquiry.taskId(),
        1,
        "openai",
        Lane.STANDARD,
        Whereabouts.State.WAITING,
        42,
        0,
        1_900_000_000_000L,
        Payload.of(""));
  }

  private static void tell(String topic, String key, Object record) {
    var unused = jobs.send(new ProducerRecord<>(topic, key, Json.write(record)));
  }
}

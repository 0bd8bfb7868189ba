package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.HoldStore;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Topics;
import io.chorus.ingress.Caller.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(IngressKit.class)
class HoldIT {
  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static Caller caller;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
    caller = new Caller(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aBatchIsPausedMovedAndResumedAndTheJobsAreToldTheWhole() throws Exception {
    caller.post("/v1/batches/b-1/pause", "");
    Reply moved = caller.post("/v1/batches/b-1/move", "{\"lane\":\"priority\"}");
    Hold both = told("BATCH/default/b-1");
    caller.post("/v1/batches/b-1/move", "{\"lane\":null}");
    caller.post("/v1/batches/b-1/resume", "");

    assertThat(moved.status()).isEqualTo(202);
    JsonNode hold = moved.json();
    assertThat(hold.path("object").asText()).isEqualTo("hold");
    assertThat(hold.path("scope").asText()).isEqualTo("batch");
    assertThat(hold.path("paused").asBoolean()).isTrue();
    assertThat(hold.path("lane").asText()).isEqualTo("priority");
    assertThat(both.paused()).isTrue();
    assertThat(both.lane()).isEqualTo(Lane.PRIORITY);
    assertThat(told("BATCH/default/b-1").isNone()).isTrue();
    assertThat(told("BATCH/default/b-1").version()).isEqualTo(4);
  }

  @Test
  void oneTaskIsCancelledByItsIdAndOnlyIfItExists() throws Exception {
    Reply task = caller.post("/v1/tasks", "{\"prompt\":\"Hello\"}");
    String id = task.json().path("id").asText();

    assertThat(caller.post("/v1/tasks/" + id + "/cancel", "").status()).isEqualTo(202);
    assertThat(told("TASK/default/" + id).cancels(System.currentTimeMillis() - 60_000)).isTrue();
    assertThat(caller.post("/v1/tasks/no-such/cancel", "").status()).isEqualTo(404);
  }

  @Test
  void aBatchThatIsNoneOfTheTenantsIsNotHeld() throws Exception {
    String path = "/v1/batches/batch_" + "0".repeat(32);

    for (String verb : List.of("/pause", "/resume", "/move", "/cancel")) {
      Reply refused = caller.post(path + verb, "{\"lane\":\"batch\"}");

      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.error().path("code").asText()).isEqualTo("batch_not_found");
    }
  }

  private static Caller of(String tenant) throws Exception {
    return new Caller(
        server.baseUrl(),
        new Caller(server.adminUrl(), IngressKit.KEY)
            .post("/v1/keys", "{\"name\":\"k\",\"tenant\":\"" + tenant + "\"}")
            .json()
            .path("key")
            .asText());
  }

  @Test
  void manyAtOnceHoldNoMoreThanOneAfterTheOther() throws Exception {
    Caller hasty = of("hasty");
    parts.hold("hasty", HoldDesk.MOST_OF_A_TENANT - 10);

    List<CompletableFuture<Reply>> asked =
        IntStream.range(0, 60)
            .mapToObj(i -> hasty.postLater("/v1/batches/at-once-" + i + "/pause", ""))
            .toList();

    assertThat(asked)
        .extracting(reply -> reply.get(30, TimeUnit.SECONDS).status())
        .containsOnly(202, 429);
    assertThat(parts.holdsOf("hasty")).isEqualTo(HoldDesk.MOST_OF_A_TENANT);
  }

  @Test
  void aTenantHoldsSoMuchAndNoMoreUntilItLetsSomeGo() throws Exception {
    Caller much = of("holder");
    String task = much.post("/v1/tasks", "{\"prompt\":\"Hello\"}").json().path("id").asText();
    parts.hold("holder", HoldDesk.MOST_OF_A_TENANT);

    for (String path : List.of("/v1/batches/one-more", "/v1/tasks/" + task)) {
      Reply refused = much.post(path + "/pause", "");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.error().path("message").asText()).contains("1000", "resume");
    }
    assertThat(much.post("/v1/batches/one-more/cancel", "").status()).isEqualTo(429);
    assertThat(much.post("/v1/tasks/" + task + "/cancel", "").status()).isEqualTo(202);
    assertThat(much.post("/v1/batches/b-1/resume", "").status()).isEqualTo(202);
    assertThat(much.post("/v1/batches/one-more/pause", "").status()).isEqualTo(202);
    assertThat(much.post("/v1/batches/one-too-many/pause", "").status()).isEqualTo(429);
  }

  @Test
  void allOfATenantsWorkIsPaused() throws Exception {
    assertThat(caller.post("/v1/queues/pause", "").status()).isEqualTo(202);

    assertThat(told("TENANT/default/default").paused()).isTrue();
  }

  @Test
  void anEngineOrModelOfTheCatalogIsDisabledAndNoOther() throws Exception {
    String model = parts.config().catalog().engines().keySet().iterator().next();
    Caller operator = new Caller(server.adminUrl(), IngressKit.KEY);
    Reply engine = operator.post("/v1/engines/" + model + "/disable", "");
    Reply none = operator.post("/v1/engines/nobody/disable", "");

    assertThat(engine.status()).isEqualTo(202);
    assertThat(told("ENGINE/*/" + model).disabled()).isTrue();
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.json().toString()).contains("engine").contains("not in the catalog");
  }

  @Test
  void whatAnIngressStoredAndDidNotTellIsToldByTheNextThatStarts() throws Exception {
    try (Database database = Database.open(parts.config().postgres())) {
      HoldStore holds = new HoldStore(database);
      holds.change(Hold.Scope.BATCH, "default", "untold", HoldStore.Change.paused(true));
      holds.change(Hold.Scope.BATCH, "default", "untold", HoldStore.Change.movedTo(Lane.BATCH));
    }
    assertThat(told("BATCH/default/untold")).isNull();

    IngressServer next = IngressServer.start(parts.config());
    try {
      await().until(() -> told("BATCH/default/untold") != null);
    } finally {
      next.close();
    }

    assertThat(told("BATCH/default/untold").version()).isEqualTo(2);
  }

  @Test
  void anUnknownLaneIsRefusedWithThoseThereAre() throws Exception {
    Reply refused = caller.post("/v1/batches/b-2/move", "{\"lane\":\"fast\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().toString()).contains("lane").contains("priority, standard, batch");
  }

  /** The last that the jobs were told of a target. */
  private static Hold told(String key) throws Exception {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            parts.config().kafka().properties(),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all = List.of(new TopicPartition(Topics.CONTROL, 0));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long end = consumer.endOffsets(all).get(all.get(0));
      Hold last = null;
      while (consumer.position(all.get(0)) < end) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          if (record.key().equals(key)) {
            last =
                Json.readOwn(
                    new String(record.value(), java.nio.charset.StandardCharsets.UTF_8),
                    Hold.class);
          }
        }
      }
      return last;
    }
  }
}

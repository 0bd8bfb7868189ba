package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.Json;
import io.chorus.contracts.Topics;
import io.chorus.ingress.Caller.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants with quotas at a real door. */
@ExtendWith(IngressKit.class)
class QuotaIT {
  private static final String TASK = "{\"prompt\":\"x\"}";
  private static final String ENDED =
      "{\"model\":\"chorus-auto\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
          + "\"metadata\":{\"end\":\"SUCCEEDED\"}}";

  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static Caller operator;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
    operator = new Caller(server.adminUrl(), IngressKit.KEY);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Caller tenant(IngressServer where, String name, String quota) throws Exception {
    assertThat(operator.post("/v1/tenants/" + name, quota).status()).isEqualTo(200);
    String order = "{\"tenant\":\"" + name + "\",\"name\":\"k\"}";
    Caller caller =
        new Caller(where.baseUrl(), operator.post("/v1/keys", order).json().path("key").asText());
    await().until(() -> caller.get("/v1/models").status() == 200);
    return caller;
  }

  @Test
  void requestsOverTheQuotaAreToldWhenToComeAgain() throws Exception {
    Caller caller = tenant(server, "by-requests", "{\"requests_per_minute\":2}");
    awaitCounted(caller);
    List<Reply> replies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      replies.add(caller.post("/v1/tasks", TASK));
    }

    Reply refused =
        replies.stream().filter(reply -> reply.status() == 429).findFirst().orElseThrow();

    assertThat(refused.error().path("code").asText()).isEqualTo("rate_limit_exceeded");
    assertThat(refused.error().path("type").asText()).isEqualTo("requests");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
    assertThat(refused.header("x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(refused.header("x-ratelimit-reset-requests")).matches("[0-9]+s");
  }

  @Test
  void whatIsLeftIsToldWithAnAnswerToo() throws Exception {
    Caller caller =
        tenant(server, "told", "{\"requests_per_minute\":1000,\"tokens_per_minute\":100000}");
    awaitCounted(caller);

    Reply reply =
        caller.post(
            "/v1/chat/completions", "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(Integer.parseInt(reply.header("x-ratelimit-remaining-requests"))).isBetween(0, 999);
    assertThat(Integer.parseInt(reply.header("x-ratelimit-remaining-tokens"))).isBetween(0, 99_999);
    assertThat(reply.header("x-ratelimit-reset-tokens")).matches("[0-9]+s");
  }

  @Test
  void tokensAreCountedAsTheyAreWishedFor() throws Exception {
    Caller caller = tenant(server, "by-tokens", "{\"tokens_per_minute\":1000}");
    awaitCounted(caller);

    Reply refused = caller.post("/v1/tasks", "{\"prompt\":\"x\",\"max_tokens\":1001}");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.error().path("type").asText()).isEqualTo("tokens");
    assertThat(refused.header("x-should-retry")).isEqualTo("false");
  }

  @Test
  void whatIsInFlightIsLimited() throws Exception {
    Caller caller = tenant(server, "by-flight", "{\"in_flight\":0}");

    await().until(() -> caller.post("/v1/tasks", TASK).status() == 429);

    Reply refused = caller.post("/v1/tasks", TASK);
    assertThat(refused.error().path("type").asText()).isEqualTo("in_flight");
    assertThat(refused.header("Retry-After")).isNotNull();
  }

  @Test
  void whatIsRefusedByTheMinuteIsNotInFlight() throws Exception {
    Caller caller = tenant(server, "refused", "{\"in_flight\":1,\"tokens_per_minute\":1000}");
    String large = "{\"prompt\":\"x\",\"max_tokens\":1001}";

    await().until(() -> caller.post("/v1/tasks", large).status() == 429);

    assertThat(caller.post("/v1/tasks", large).error().path("type").asText()).isEqualTo("tokens");
  }

  @Test
  void whatCanNotBeStreamedIsNotInFlight() throws Exception {
    Caller caller = tenant(server, "streamed", "{\"in_flight\":1,\"requests_per_minute\":1000}");
    awaitCounted(caller);
    String streamed = "{\"prompt\":\"x\",\"stream\":true}";

    assertThat(caller.post("/v1/tasks", streamed).status()).isEqualTo(400);
    assertThat(caller.post("/v1/tasks", streamed).status()).isEqualTo(400);
  }

  @Test
  void aRetryOfWhatWasAcceptedIsNotCountedAgain() throws Exception {
    Caller caller = tenant(server, "retrying", "{\"requests_per_minute\":1000}");
    awaitCounted(caller);
    Reply first = named(caller, TASK);
    Reply again = named(caller, TASK);

    assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("1000");
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
    assertThat(again.header("x-ratelimit-limit-requests")).isNull();
  }

  @Test
  void theNameOfARefusedRequestIsFree() throws Exception {
    Caller caller = tenant(server, "nameless", "{\"in_flight\":0}");
    await().until(() -> caller.post("/v1/tasks", TASK).status() == 429);

    assertThat(named(caller, TASK).status()).isEqualTo(429);
    assertThat(named(caller, "{\"prompt\":\"y\"}").status()).isEqualTo(429);
  }

  private static Reply named(Caller caller, String task) throws Exception {
    return caller.send(
        caller
            .request("/v1/tasks")
            .header("Idempotency-Key", "order-1")
            .POST(BodyPublishers.ofString(task)));
  }

  @Test
  void whoHasSpentTheBudgetIsRefusedAtTheDoor() throws Exception {
    Caller caller = tenant(server, "by-spend", "{\"spend_usd\":0}");

    await().until(() -> caller.post("/v1/tasks", TASK).status() == 429);

    Reply refused = caller.post("/v1/tasks", TASK);
    assertThat(refused.error().path("type").asText()).isEqualTo("insufficient_quota");
    assertThat(refused.error().path("code").asText()).isEqualTo("insufficient_quota");
    assertThat(refused.header("x-should-retry")).isEqualTo("false");
    assertThat(operator.get("/v1/tenants").response().body()).contains("by-spend");
  }

  @Test
  void personalDataIsKeptFromEnginesUntilItIsSaidOtherwise() throws Exception {
    String tenant = "/v1/tenants/by-redaction";

    assertThat(redacts(operator.post(tenant, "{\"in_flight\":7}"))).isFalse();
    assertThat(redacts(operator.post(tenant, "{\"redact\":true}"))).isTrue();
    assertThat(redacts(operator.post(tenant, "{\"in_flight\":8}"))).isTrue();
    assertThat(redacts(operator.post(tenant, "{\"redact\":null}"))).isTrue();
    assertThat(redacts(operator.post(tenant, "{\"redact\":false}"))).isFalse();
  }

  private static boolean redacts(Reply reply) throws Exception {
    assertThat(reply.status()).isEqualTo(200);
    return reply.json().path("redact").asBoolean();
  }

  @Test
  void aQuotaIsOneForAllReplicas() throws Exception {
    try (IngressServer replica = IngressServer.start(parts.config())) {
      Caller here = tenant(server, "shared", "{\"requests_per_minute\":3}");
      Caller there = tenant(replica, "shared", "{\"requests_per_minute\":3}");
      awaitCounted(here);
      awaitCounted(there);

      int accepted = 0;
      for (int i = 0; i < 10; i++) {
        accepted += (i % 2 == 0 ? here : there).post("/v1/tasks", TASK).status() == 202 ? 1 : 0;
      }

      // a minute may have begun meanwhile
      assertThat(accepted).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void aBatchComesInAsFarAsTheQuotaAllowsAndGoesOnLater() throws Exception {
    Caller caller = tenant(server, "by-batch", "{\"in_flight\":100,\"requests_per_minute\":1000}");
    Caller other = tenant(server, "no-quota", "{}");
    awaitCounted(caller);
    String batch = batch(caller, 600);
    await().until(() -> parts.linesOf("by-batch") >= 90);
    tellWaiting("by-batch", 100);
    String later = batch(other, 1);
    // whoever works on batches has been at both by then
    awaitStatus(other, later, "completed");
    assertThat(parts.linesOf("by-batch")).isLessThanOrEqualTo(100);

    tellWaiting("by-batch", 0);
    awaitStatus(caller, batch, "completed");
    assertThat(parts.linesOf("by-batch")).isEqualTo(600);
  }

  /** As a scheduler does. */
  private static void tellWaiting(String tenant, int waiting) throws Exception {
    long newest = System.currentTimeMillis() + 60_000;
    byte[] report = Json.write(InFlightTest.report(newest, tenant, waiting, 0));
    try (KafkaProducer<String, byte[]> jobs =
        new KafkaProducer<>(
            parts.config().kafka().properties(),
            new StringSerializer(),
            new ByteArraySerializer())) {
      jobs.send(new ProducerRecord<>(Topics.QUEUES, "quota-it", report)).get();
    }
  }

  private static void awaitStatus(Caller caller, String batch, String status) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> caller.get("/v1/batches/" + batch).json().path("status").asText().equals(status));
  }

  private static String batch(Caller caller, int lines) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(
          "{\"custom_id\":\"%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":%s}\n"
              .formatted(i, ENDED));
    }
    String file = RoutesIT.upload(caller, text.toString()).json().path("id").asText();
    return caller.post("/v1/batches", RoutesIT.batchOf(file)).json().path("id").asText();
  }

  @Test
  void whoHasNoQuotaIsNotCounted() throws Exception {
    Reply reply = new Caller(server).post("/v1/tasks", TASK);

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("x-ratelimit-limit-requests")).isNull();
  }

  /** The quota has come to the door of this caller. */
  private static void awaitCounted(Caller caller) {
    await()
        .until(
            () ->
                caller.post("/v1/tasks", TASK).response().headers().map().keySet().stream()
                    .anyMatch(name -> name.startsWith("x-ratelimit-limit-")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"requests_per_minute\":-1}   | requests_per_minute",
        "{\"tokens_per_minute\":\"x\"}  | tokens_per_minute",
        "{\"in_flight\":1.5}            | in_flight",
        "{\"spend_usd\":-1}             | spend_usd",
        "{\"spend_usd\":1e999}          | spend_usd",
        "{\"redact\":\"yes\"}          | redact",
        "{\"colour\":1}                 | colour",
      })
  void aBadQuotaNamesItsField(String body, String field) throws Exception {
    Reply reply = operator.post("/v1/tenants/bad", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("param").asText()).isEqualTo(field);
  }
}

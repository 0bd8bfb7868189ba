package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.ingress.Caller.Reply;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(IngressKit.class)
class IngressIT {
  private static final String PROMPT = "{\"prompt\":\"Why is the sky blue?\"}";

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

  private static String chat(String end, String more) {
    return """
        {"model":"chorus-auto","temperature":0.2,"user":"u-1",
         "messages":[{"role":"user","content":"The answer?"}],"metadata":{"end":"%s"%s}}"""
        .formatted(end, more);
  }

  @Test
  void anAcceptedTaskIsFoundAtOnce() throws Exception {
    Reply posted =
        caller.post(
            "/v1/tasks",
            "{\"prompt\":\"Hello\",\"custom_id\":\"mine\",\"lane\":\"batch\","
                + "\"strategy\":\"best-of\",\"metadata\":{\"a\":\"b\"}}");
    Reply got = caller.get(posted.header("Location"));

    assertThat(posted.status()).isEqualTo(202);
    assertThat(posted.json().path("object").asText()).isEqualTo("chorus.task");
    assertThat(posted.json().path("status").asText()).isEqualTo("accepted");
    assertThat(got.status()).isEqualTo(200);
    JsonNode task = got.json();
    assertThat(task.path("id")).isEqualTo(posted.json().path("id"));
    assertThat(task.path("status").asText()).isEqualTo("open");
    assertThat(task.path("custom_id").asText()).isEqualTo("mine");
    assertThat(task.path("lane").asText()).isEqualTo("batch");
    assertThat(task.path("strategy").asText()).isEqualTo("best-of");
    assertThat(task.path("model").asText()).isEqualTo("chorus-auto");
    assertThat(task.path("metadata").path("a").asText()).isEqualTo("b");
    assertThat(task.path("expires_at").asLong()).isGreaterThan(task.path("created_at").asLong());
    assertThat(task.has("result")).isFalse();
  }

  @Test
  void aFinishedTaskShowsItsResultAndWhatItTook() throws Exception {
    Reply posted = caller.post("/v1/tasks", chat("SUCCEEDED", ""));

    JsonNode task = whenFinal(posted);

    assertThat(task.path("status").asText()).isEqualTo("succeeded");
    assertThat(task.at("/result/choices/0/message/content").asText()).isEqualTo("Forty-two.");
    assertThat(task.path("error").isNull()).isTrue();
    assertThat(task.path("rounds").asInt()).isEqualTo(1);
    assertThat(task.path("asks").asInt()).isEqualTo(2);
    assertThat(task.at("/failures/RATE_LIMITED").asInt()).isEqualTo(1);
    assertThat(task.at("/usage/total_tokens").asInt()).isEqualTo(42);
    assertThat(task.path("cost_usd").asDouble()).isEqualTo(0.0025);
    assertThat(task.path("score").asDouble()).isEqualTo(0.75);
    assertThat(task.path("finished_at").asLong()).isPositive();
  }

  @Test
  void aFailedTaskShowsWhy() throws Exception {
    Reply posted = caller.post("/v1/tasks", chat("FAILED:overloaded", ""));

    JsonNode task = whenFinal(posted);

    assertThat(task.path("status").asText()).isEqualTo("failed");
    assertThat(task.at("/error/code").asText()).isEqualTo("overloaded");
    assertThat(task.at("/error/message").asText()).isEqualTo("scripted");
    assertThat(task.path("result").isNull()).isTrue();
  }

  private static JsonNode whenFinal(Reply posted) {
    return await()
        .until(
            () -> caller.get(posted.header("Location")).json(),
            task -> !task.path("status").asText().equals("open"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                             | messages",
        "{\"prompt\":7}                                 | prompt",
        "{\"prompt\":\"\"}                              | prompt",
        "{\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]} | messages[0].role",
        "{\"messages\":[{\"role\":\"user\",\"content\":7}]}      | messages[0].content",
        "{\"prompt\":\"x\",\"temperature\":3}           | temperature",
        "{\"prompt\":\"x\",\"max_tokens\":\"many\"}     | max_tokens",
        "{\"prompt\":\"x\",\"lane\":\"express\"}        | lane",
        "{\"prompt\":\"x\",\"strategy\":\"guess\"}      | strategy",
        "{\"prompt\":\"x\",\"quality\":2}               | quality",
        "{\"prompt\":\"x\",\"data_class\":\"cosmic\"}   | data_class",
        "{\"prompt\":\"x\",\"deadline\":\"tomorrow\"}   | deadline",
        "{\"prompt\":\"x\",\"deadline_seconds\":0}      | deadline_seconds",
        "{\"prompt\":\"x\",\"metadata\":[]}             | metadata",
        "{\"prompt\":\"x\",\"tools\":[]}                | tools",
        "{\"prompt\":\"x\",\"colour\":\"blue\"}         | colour",
      })
  void aBadRequestNamesItsField(String body, String field) throws Exception {
    for (String path : new String[] {"/v1/tasks", "/v1/chat/completions"}) {
      Reply reply = caller.post(path, body);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error().path("type").asText()).isEqualTo("invalid_request_error");
      assertThat(reply.error().path("param").asText()).isEqualTo(field);
      assertThat(reply.error().path("code").asText()).isEqualTo("invalid_request");
      assertThat(reply.error().path("message").asText())
          .contains("'" + field + "'")
          .contains("allowed: ");
      assertThat(reply.json().at("/problems/0/field").asText()).isEqualTo(field);
      assertThat(reply.json().at("/problems/0/reason").asText()).isNotBlank();
      assertThat(reply.json().at("/problems/0/allowed").asText()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/tasks", "/v1/chat/completions"})
  void aModelThatIsNotThereIsNotFound(String path) throws Exception {
    Reply reply = caller.post(path, "{\"prompt\":\"x\",\"model\":\"nobody/none\"}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.error().path("param").asText()).isEqualTo("model");
    assertThat(reply.error().path("code").asText()).isEqualTo("model_not_found");
    assertThat(reply.error().path("message").asText()).contains("allowed: chorus-auto");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"x\"", "{\"prompt\":\"x\",\"prompt\":\"y\"}"})
  void whatIsNoJsonObjectIsRefusedAsAWhole(String body) throws Exception {
    Reply reply = caller.post("/v1/tasks", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("param").isNull()).isTrue();
    assertThat(reply.error().path("message").asText()).startsWith("the request ");
  }

  @Test
  void aChatGetsItsPublishedResult() throws Exception {
    Reply reply = caller.post("/v1/chat/completions", chat("SUCCEEDED", ""));

    assertThat(reply.status()).isEqualTo(200);
    JsonNode completion = reply.json();
    assertThat(completion.path("object").asText()).isEqualTo("chat.completion");
    assertThat(completion.path("id").asText()).startsWith("chatcmpl-");
    assertThat(completion.at("/choices/0/message/content").asText()).isEqualTo("Forty-two.");
    assertThat(completion.at("/chorus/engine").asText()).isEqualTo("openai");
    assertThat(completion.at("/chorus/score").asDouble()).isEqualTo(0.75);
  }

  @Test
  void aChatGetsAResultThatTheTopicDidNotTell() throws Exception {
    Reply reply = caller.post("/v1/chat/completions", chat("SUCCEEDED", ",\"silent\":\"yes\""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/choices/0/message/content").asText()).isEqualTo("Forty-two.");
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED:overloaded,         502",
    "FAILED:timeout,            504",
    "FAILED:caller_fault,       400",
    "FAILED:content_refused,    400",
    "EXPIRED:deadline_exceeded, 504",
    "CANCELLED:cancelled,       409",
  })
  void aChatWithoutAnAnswerSaysWhyAndIsNotToBeRepeated(String end, int status) throws Exception {
    Reply reply = caller.post("/v1/chat/completions", chat(end, ""));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error().path("code").asText()).isEqualTo(end.substring(end.indexOf(":") + 1));
    assertThat(reply.error().path("message").asText()).contains("scripted");
    assertThat(reply.error().path("type").asText())
        .isEqualTo(status < 500 ? "invalid_request_error" : "api_error");
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
  }

  @Test
  void aStreamOpensWithTheRoleAndEndsWithTheReasonAndDone() throws Exception {
    Reply reply =
        caller.post(
            "/v1/chat/completions", chat("SUCCEEDED", "").replaceFirst("\\{", "{\"stream\":true,"));

    assertThat(reply.header("Content-Type")).startsWith("text/event-stream");
    assertThat(reply.header("x-chorus-task-id")).isNotBlank();
    List<String> events = List.of(reply.response().body().strip().split("\n\n", -1));
    assertThat(events).hasSize(4).allMatch(event -> event.startsWith("data: "));
    assertThat(chunk(events.get(0)).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(chunk(events.get(1)).at("/choices/0/delta/content").asText())
        .isEqualTo("Forty-two.");
    assertThat(chunk(events.get(2)).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(chunk(events.get(2)).at("/chorus/engine").asText()).isEqualTo("openai");
    assertThat(chunk(events.get(2)).has("usage")).isFalse();
    assertThat(events.get(3)).isEqualTo("data: [DONE]");
  }

  private static JsonNode chunk(String event) {
    return Json.readOwn(event.substring("data: ".length()), JsonNode.class);
  }

  @Test
  void aTaskIsNotStreamed() throws Exception {
    Reply reply = caller.post("/v1/tasks", "{\"prompt\":\"x\",\"stream\":true}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("param").asText()).isEqualTo("stream");
  }

  @Test
  void aTaskThatHasEndedIsNotHeldAnyMore() throws Exception {
    Reply posted = caller.post("/v1/tasks", chat("SUCCEEDED", ""));
    whenFinal(posted);

    Reply reply = caller.post(posted.header("Location") + "/cancel", "");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.error().path("code").asText()).isEqualTo("task_is_final");
  }

  @Test
  void aTaskGoesOnWhenItsCallerHangsUp() throws Exception {
    String name = UUID.randomUUID().toString();
    CompletableFuture<Reply> chat =
        caller.postLater(
            "/v1/chat/completions", "{\"prompt\":\"x\",\"custom_id\":\"" + name + "\"}");

    await().until(() -> parts.rows(name) == 1);
    chat.cancel(true);

    assertThat(caller.post("/v1/tasks", PROMPT).status()).isEqualTo(202);
    assertThat(parts.rows(name)).isEqualTo(1);
  }

  @Test
  void withoutTheKeyNothingIsSaid() throws Exception {
    for (String key : new String[] {"Bearer wrong", "Bearer ", "Basic " + IngressKit.KEY}) {
      Reply reply = caller.send(caller.request("/v1/models").GET().setHeader("Authorization", key));

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(reply.error().path("code").asText()).isEqualTo("invalid_api_key");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWhetherOrNotItSaysSo() throws Exception {
    byte[] large = new byte[Json.MAX_DOCUMENT + 1];

    Reply declared = caller.post("/v1/tasks", BodyPublishers.ofByteArray(large));
    Reply chunked =
        caller.post(
            "/v1/tasks", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

    assertThat(declared.status()).isEqualTo(413);
    assertThat(chunked.status()).isEqualTo(413);
    assertThat(chunked.error().path("message").asText()).contains("4194304");
  }

  @Test
  void onlyJsonIsTaken() throws Exception {
    Reply reply =
        caller.send(
            caller
                .request("/v1/tasks")
                .POST(BodyPublishers.ofString(PROMPT))
                .setHeader("Content-Type", "text/plain"));
    Reply untyped = caller.send(caller.request("/v1/tasks").POST(BodyPublishers.ofString(PROMPT)));

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.error().path("message").asText()).contains("application/json");
    assertThat(untyped.status()).isEqualTo(202);
  }

  @Test
  void wrongMethodsAndPathsAreRefusedInTheSameForm() throws Exception {
    Reply method = caller.send(caller.request("/v1/tasks").DELETE());
    Reply path = caller.get("/v1/nothing");
    Reply outside = caller.get("/nothing");

    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("GET, POST");
    assertThat(method.error().path("code").asText()).isEqualTo("method_not_allowed");
    assertThat(path.status()).isEqualTo(404);
    assertThat(path.error().path("code").asText()).isEqualTo("not_found");
    assertThat(outside.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "018f0000-0000-7000-8000-000000000000", "%F0%9F%98%80"})
  void aTaskThatIsNotThereIsNotFound(String id) throws Exception {
    Reply reply = caller.get("/v1/tasks/" + id);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.error().path("code").asText()).isEqualTo("task_not_found");
  }

  @Test
  void theModelsAreListedAndFoundByName() throws Exception {
    JsonNode list = caller.get("/v1/models").json();

    assertThat(list.path("object").asText()).isEqualTo("list");
    assertThat(list.path("data").findValuesAsText("id"))
        .contains("chorus-auto", "openai/gpt-4o-mini");
    for (String path : new String[] {"openai/gpt-4o-mini", "openai%2Fgpt-4o-mini"}) {
      assertThat(caller.get("/v1/models/" + path).json().path("owned_by").asText())
          .isEqualTo("openai");
    }
    assertThat(caller.get("/v1/models/openai/none").error().path("code").asText())
        .isEqualTo("model_not_found");
  }

  @Test
  void requestsKeepASaneNameAndGetOneOtherwise() throws Exception {
    Reply named =
        caller.send(caller.request("/health").GET().setHeader("x-request-id", "abc-1.2:3"));
    Reply odd = caller.send(caller.request("/nothing").GET().setHeader("x-request-id", "a b\"c"));

    assertThat(named.header("x-request-id")).isEqualTo("abc-1.2:3");
    assertThat(odd.header("x-request-id")).startsWith("req_");
  }

  @Test
  void thePageRunsNoScriptButItsOwn() throws Exception {
    Reply page = caller.get("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'sha256-")
        .doesNotContain("unsafe");
    assertThat(page.response().body()).contains("<title>Chorus</title>").doesNotContain("http://");
  }

  @Test
  void whileKafkaHangsNothingIsAcceptedAndHealthSaysSo() throws Exception {
    String name = UUID.randomUUID().toString();
    parts.kafka().pause();
    try {
      Reply health = awaitHealth(503);
      Reply reply = caller.post("/v1/tasks", "{\"prompt\":\"x\",\"custom_id\":\"" + name + "\"}");

      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().path("kafka").asText()).isEqualTo("unreachable");
      assertThat(health.json().path("postgres").asText()).isEqualTo("ok");
      assertThat(caller.get("/healthz").status()).isEqualTo(200);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isEqualTo("2");
      assertThat(reply.error().path("code").asText()).isEqualTo("not_accepted");
      assertThat(parts.rows(name)).isZero();
    } finally {
      parts.kafka().resume();
    }
    awaitHealth(200);
    assertThat(parts.rows(name)).isZero();
    assertThat(caller.post("/v1/chat/completions", chat("SUCCEEDED", "")).status()).isEqualTo(200);
  }

  @Test
  void whilePostgresHangsNothingIsAcceptedAndHealthSaysSo() throws Exception {
    parts.postgres().pause();
    try {
      CompletableFuture<Reply> post = caller.postLater("/v1/tasks", PROMPT);
      Reply health = awaitHealth(503);
      Reply look = caller.get("/v1/tasks/018f0000-0000-7000-8000-000000000000");

      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().path("kafka").asText()).isEqualTo("ok");
      assertThat(health.json().path("postgres").asText()).isEqualTo("unreachable");
      assertThat(caller.get("/v1/models").status()).isEqualTo(200);
      assertThat(look.status()).isEqualTo(503);
      assertThat(look.error().path("code").asText()).isEqualTo("unavailable");
      assertThat(post.get(40, TimeUnit.SECONDS).status()).isEqualTo(503);
    } finally {
      parts.postgres().resume();
    }
    awaitHealth(200);
    assertThat(caller.post("/v1/tasks", PROMPT).status()).isEqualTo(202);
  }

  private static Reply awaitHealth(int status) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> caller.get("/health"), health -> health.status() == status);
  }
}

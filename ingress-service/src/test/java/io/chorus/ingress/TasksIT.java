package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.ingress.Caller.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(IngressKit.class)
class TasksIT {
  private static IngressServer server;
  private static IngressServer replica;
  private static Caller caller;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    replica = IngressServer.start(parts.config());
    caller = new Caller(server);
  }

  @AfterAll
  static void stop() {
    replica.close();
    server.close();
  }

  private static Reply named(Caller by, String path, String name, String body) throws Exception {
    return by.send(
        by.request(path)
            .POST(BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", name));
  }

  private static String id(Reply reply) {
    return reply.json().path("id").asText();
  }

  @Test
  void theSameNameAndBodyIsTheSameTaskAtAnyReplica() throws Exception {
    String name = UUID.randomUUID().toString();
    Reply first = named(caller, "/v1/tasks", name, "{\"prompt\":\"x\",\"lane\":\"batch\"}");

    Reply again =
        named(new Caller(replica), "/v1/tasks", name, "{\"lane\":\"batch\",  \"prompt\":\"x\"}");

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json()).isEqualTo(first.json());
  }

  @Test
  void theSameNameWithAnotherBodyIsRefused() throws Exception {
    String name = UUID.randomUUID().toString();
    named(caller, "/v1/tasks", name, "{\"prompt\":\"x\"}");

    Reply other = named(caller, "/v1/tasks", name, "{\"prompt\":\"y\"}");

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.error().path("code").asText()).isEqualTo("idempotency_conflict");
    assertThat(other.header("x-should-retry")).isEqualTo("false");
  }

  @Test
  void aChatOfTheSameNameGetsTheSameAnswerOnce() throws Exception {
    String name = UUID.randomUUID().toString();
    String body = "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}";

    Reply first = named(caller, "/v1/chat/completions", name, body);
    Reply again = named(caller, "/v1/chat/completions", name, body);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.response().body()).isEqualTo(first.response().body());
  }

  @Test
  void aNameBelongsToItsTenant() throws Exception {
    String name = UUID.randomUUID().toString();
    JsonNode key =
        new Caller(server.adminUrl(), IngressKit.KEY)
            .post("/v1/keys", "{\"tenant\":\"other\",\"name\":\"k\"}")
            .json();
    Caller other = new Caller(server.baseUrl(), key.path("key").asText());
    Reply ours = named(caller, "/v1/tasks", name, "{\"prompt\":\"x\"}");

    Reply theirs = named(other, "/v1/tasks", name, "{\"prompt\":\"y\"}");

    assertThat(theirs.status()).isEqualTo(202);
    assertThat(id(theirs)).isNotEqualTo(id(ours));
  }

  @Test
  void whatIsNoNameIsRefused() throws Exception {
    for (String name : List.of("a b", "x".repeat(256))) {
      Reply reply = named(caller, "/v1/tasks", name, "{\"prompt\":\"x\"}");

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error().path("message").asText()).contains("'Idempotency-Key'");
    }
  }

  @Test
  void tasksAreFoundByWhatTheyAreAndNewestFirst() throws Exception {
    String mark = UUID.randomUUID().toString();
    String body = "{\"prompt\":\"x\",\"batch\":\"%s\",\"metadata\":{\"n\":\"%d\",\"end\":\"%s\"}}";
    for (int i = 0; i < 3; i++) {
      caller.post(
          "/v1/tasks",
          body.formatted(mark, i, i == 0 ? "SUCCEEDED" : "").replace(",\"end\":\"\"", ""));
    }
    await().until(() -> numbers("?batch=" + mark + "&status=succeeded"), List.of("0")::equals);

    assertThat(numbers("?batch=" + mark)).containsExactly("2", "1", "0");
    assertThat(numbers("?batch=" + mark + "&status=open")).containsExactly("2", "1");
    assertThat(numbers("?batch=" + mark + "&metadata[n]=1")).containsExactly("1");
    assertThat(numbers("?batch=" + mark + "&metadata%5Bn%5D=7")).isEmpty();
    assertThat(numbers("?batch=" + mark + "&lane=priority")).isEmpty();
    JsonNode first = caller.get("/v1/tasks?limit=2&batch=" + mark).json();
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(numbers("?batch=" + mark + "&after=" + first.path("last_id").asText()))
        .containsExactly("0");
  }

  private static List<String> numbers(String query) throws Exception {
    return caller.get("/v1/tasks" + query).json().path("data").findValuesAsText("n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=x",
        "after=x",
        "lane=fast",
        "status=gone",
        "colour=blue",
        "limit=1&limit=2"
      })
  void aBadSearchNamesItsParameter(String query) throws Exception {
    Reply reply = caller.get("/v1/tasks?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(query).startsWith(reply.error().path("param").asText());
    assertThat(reply.error().path("message").asText()).contains("allowed: ");
  }

  @Test
  void whoFollowsATaskSeesItsEnd() throws Exception {
    Reply posted =
        caller.post("/v1/tasks", "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}");

    Reply events = caller.get("/v1/tasks/" + id(posted) + "/events");

    assertThat(events.header("Content-Type")).startsWith("text/event-stream");
    String[] last = events.response().body().strip().split("\n", -1);
    assertThat(last[last.length - 2]).isEqualTo("event: ended");
    JsonNode ended =
        Json.readOwn(last[last.length - 1].substring("data: ".length()), JsonNode.class);
    assertThat(ended.path("status").asText()).isEqualTo("succeeded");
    assertThat(ended.at("/result/choices/0/message/content").asText()).isEqualTo("Forty-two.");
  }

  @Test
  void whoFollowsAnOpenTaskSeesItAtOnceAndItsEndLater() throws Exception {
    Reply posted =
        caller.post(
            "/v1/tasks",
            "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\",\"after\":\"1500\"}}");

    Reply events = caller.get("/v1/tasks/" + id(posted) + "/events");

    assertThat(events.response().body()).startsWith("event: task\n").contains("event: ended\n");
  }
}

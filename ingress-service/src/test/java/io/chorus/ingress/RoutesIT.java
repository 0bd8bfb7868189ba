package io.chorus.ingress;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.ingress.Api.Endpoint;
import io.chorus.ingress.Caller.Reply;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What each route does for a tenant with another tenant's ids: a route that is not in the table
 * fails the build.
 */
@ExtendWith(IngressKit.class)
class RoutesIT {
  /** What keeps tenants apart at a route. */
  private enum Wall {
    /** A foreign id is not found. */
    FOREIGN_ID,
    /** What a tenant sees or does is its own only, whatever the names. */
    OWN_ONLY,
    /** Tenants don't come here. */
    OPERATOR_ONLY,
    /** There is nothing of anybody's. */
    NOBODYS
  }

  private static final Map<String, Wall> TABLE = new HashMap<>();

  static {
    List.of("POST /v1/tasks", "GET /v1/tasks", "GET /v1/queues", "POST /v1/chat/completions")
        .forEach(route -> TABLE.put(route, Wall.OWN_ONLY));
    List.of("POST /v1/files", "GET /v1/files", "GET /v1/batches")
        .forEach(route -> TABLE.put(route, Wall.OWN_ONLY));
    List.of(
            "GET /v1/files/:id",
            "GET /v1/files/:id/content",
            "DELETE /v1/files/:id",
            "POST /v1/batches",
            "GET /v1/batches/:batch")
        .forEach(route -> TABLE.put(route, Wall.FOREIGN_ID));
    List.of("GET /v1/tasks/:id", "GET /v1/tasks/:id/events", "POST /v1/tasks/:id/rerun")
        .forEach(route -> TABLE.put(route, Wall.FOREIGN_ID));
    for (String verb : List.of("pause", "resume", "cancel", "move")) {
      TABLE.put("POST /v1/tasks/:id/" + verb, Wall.FOREIGN_ID);
      TABLE.put("POST /v1/batches/:batch/" + verb, Wall.OWN_ONLY);
      TABLE.put("POST /v1/queues/" + verb, Wall.OWN_ONLY);
    }
    for (String verb : List.of("enable", "disable")) {
      TABLE.put("POST /v1/engines/:engine/" + verb, Wall.OPERATOR_ONLY);
      TABLE.put("POST /v1/engines/:engine/models/:model/" + verb, Wall.OPERATOR_ONLY);
    }
    List.of(
            "POST /v1/policy",
            "GET /v1/accounts",
            "POST /v1/accounts",
            "DELETE /v1/accounts/:engine/:id",
            "GET /v1/budgets",
            "GET /v1/budgets/:tenant",
            "PUT /v1/budgets/:tenant")
        .forEach(route -> TABLE.put(route, Wall.OPERATOR_ONLY));
    List.of(
            "GET /v1/models",
            "GET /v1/models/:name",
            "POST /v1/completions",
            "POST /v1/embeddings",
            "POST /v1/responses")
        .forEach(route -> TABLE.put(route, Wall.NOBODYS));
  }

  private static IngressServer server;
  private static IngressKit.Parts parts;
  private static Caller owner;
  private static Caller stranger;
  private static String task;
  private static String file;
  private static String batch;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
    owner = new Caller(server.baseUrl(), key("owner"));
    stranger = new Caller(server.baseUrl(), key("stranger"));
    Reply posted =
        owner.post(
            "/v1/tasks",
            "{\"prompt\":\"secret\",\"batch\":\"ours\",\"custom_id\":\"of-owner\","
                + "\"metadata\":{\"mark\":\"of-owner\"}}");
    task = posted.json().path("id").asText();
    file = upload(owner).json().path("id").asText();
    batch = owner.post("/v1/batches", batchOf(file)).json().path("id").asText();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Reply upload(Caller by) throws Exception {
    String form =
        String.join(
            "\r\n",
            "--x",
            "Content-Disposition: form-data; name=\"purpose\"",
            "",
            "batch",
            "--x",
            "Content-Disposition: form-data; name=\"file\"; filename=\"of-owner.jsonl\"",
            "",
            "secret",
            "--x--",
            "");
    return by.send(
        by.request("/v1/files")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String batchOf(String input) {
    return "{\"input_file_id\":\""
        + input
        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
  }

  private static String key(String tenant) throws Exception {
    JsonNode made =
        new Caller(server.adminUrl(), IngressKit.KEY)
            .post("/v1/keys", "{\"tenant\":\"" + tenant + "\",\"name\":\"k\"}")
            .json();
    return made.path("key").asText();
  }

  @Test
  void everyRouteIsInTheTableAndNoOther() {
    assertThat(server.endpoints().stream().map(Endpoint::toString).collect(toSet()))
        .isEqualTo(TABLE.keySet());
  }

  @TestFactory
  Stream<DynamicTest> noRouteShowsOrTouchesWhatIsAnothers() {
    return server.endpoints().stream()
        .map(route -> DynamicTest.dynamicTest(route.toString(), () -> isWalled(route)));
  }

  private static void isWalled(Endpoint route) throws Exception {
    Reply reply = call(stranger, route);

    assertThat(reply.status()).isLessThan(500);
    assertThat(reply.response().body()).doesNotContain("of-owner", "secret");
    switch (TABLE.get(route.toString())) {
      case FOREIGN_ID -> assertThat(reply.status()).isEqualTo(404);
      case OPERATOR_ONLY -> assertThat(reply.status()).isEqualTo(403);
      case OWN_ONLY -> assertThat(parts.holdsOf("owner")).isZero();
      case NOBODYS -> assertThat(reply.response().body()).doesNotContain(task);
    }
  }

  @Test
  void aForeignBatchIsNotCancelled() throws Exception {
    Reply cancel = stranger.post("/v1/batches/" + batch + "/cancel", "");

    assertThat(cancel.status()).isEqualTo(404);
    assertThat(owner.get("/v1/batches/" + batch).json().path("status").asText())
        .isNotIn("cancelling", "cancelled");
  }

  @TestFactory
  Stream<DynamicTest> noRouteOpensToWhoHasNoKeyOfOurs() {
    return server.endpoints().stream()
        .flatMap(
            route ->
                Stream.of("", "sk-other", "ck_0123456789abcdef_" + "0".repeat(64), "a.b.c")
                    .map(
                        key ->
                            DynamicTest.dynamicTest(route + " " + key, () -> isShut(route, key))));
  }

  private static void isShut(Endpoint route, String key) throws Exception {
    Reply reply = call(new Caller(server.baseUrl(), key), route);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.error().path("code").asText()).isEqualTo("invalid_api_key");
    assertThat(reply.response().body()).doesNotContain("0123456789abcdef");
  }

  private static Reply call(Caller caller, Endpoint route) throws Exception {
    String path =
        route
            .path()
            .replace("/v1/files/:id", "/v1/files/" + file)
            .replace(":id", task)
            .replace(":batch", route.method().equals(HttpMethod.GET) ? batch : "ours")
            .replace(":engine", "openai")
            .replace(":model", "gpt-4o-mini")
            .replace(":name", "chorus-auto")
            .replace(":tenant", "owner");
    if (route.method().equals(HttpMethod.GET)) {
      return caller.get(path);
    }
    return caller.send(
        caller
            .request(path)
            .method(route.method().name(), BodyPublishers.ofString(body(path)))
            .header("Content-Type", "application/json"));
  }

  private static String body(String path) {
    if (path.equals("/v1/batches")) {
      return batchOf(file);
    }
    return path.endsWith("/move")
        ? "{\"lane\":\"batch\"}"
        : "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}";
  }
}

package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.ingress.Api.Endpoint;
import io.chorus.ingress.Caller.Reply;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each route does for a tenant with another tenant's ids: a route that is not in the table
 * fails the build.
 */
@ExtendWith(IngressKit.class)
class RoutesIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String FORGER = "forger";
  private static final Provider PROVIDER = new Provider();
  private static IngressServer server;
  private static IngressKit.Parts parts;
  private static Caller owner;
  private static String strangersKey;
  private static final Map<Role, String> keys = new EnumMap<>(Role.class);
  private static String task;
  private static String file;
  private static String batch;
  private static Map<String, String> forgeries;
  private static List<String> atFirst;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config(TokensIT.of(PROVIDER.open())));
    owner = new Caller(server.baseUrl(), key("owner", Role.USER));
    strangersKey = key("stranger", Role.USER);
    for (Role role : Role.values()) {
      keys.put(role, key("roles", role));
    }
    Reply posted =
        owner.post(
            "/v1/tasks",
            "{\"prompt\":\"secret\",\"batch\":\"ours\",\"custom_id\":\"of-owner\","
                + "\"metadata\":{\"mark\":\"of-owner\"}}");
    task = posted.json().path("id").asText();
    file = upload(owner, "secret").json().path("id").asText();
    batch = owner.post("/v1/batches", batchOf(file)).json().path("id").asText();
    forgeries = Forgeries.of(PROVIDER, claims("owner", FORGER));
    // what is no task makes a file of errors
    await().until(() -> owner.get("/v1/batches/" + batch).json().path("error_file_id").isTextual());
    atFirst = whatIsThere();
    assertThat(atFirst).contains(task, file, batch, "0 holds", "0 acts");
  }

  /** Of one who may do everything. */
  private static JWTClaimsSet claims(String tenant, String subject) {
    String[] all = Stream.of(Role.values()).map(Role::wireName).toArray(String[]::new);
    return Provider.claims(Instant.now().plusSeconds(600), all)
        .claim("tenant", tenant)
        .subject(subject)
        .build();
  }

  @AfterAll
  static void stop() {
    server.close();
    PROVIDER.close();
  }

  static Reply upload(Caller by, String text) throws Exception {
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
            text,
            "--x--",
            "");
    return by.send(
        by.request("/v1/files")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString(form)));
  }

  static String batchOf(String input) {
    return "{\"input_file_id\":\""
        + input
        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
  }

  private static String key(String tenant, Role role) throws Exception {
    JsonNode made =
        new Caller(server.adminUrl(), IngressKit.KEY)
            .post(
                "/v1/keys",
                "{\"tenant\":\"%s\",\"name\":\"k\",\"role\":\"%s\"}"
                    .formatted(tenant, role.wireName()))
            .json();
    return made.path("key").asText();
  }

  @Test
  void everyRouteIsInTheTableAndNoOther() {
    assertThat(server.endpoints())
        .extracting(Endpoint::toString)
        .containsExactlyInAnyOrderElementsOf(RouteTable.ROWS.keySet());
  }

  @Test
  void nothingElseAnswersButWhatNeedsNoKey() {
    List<String> all = new ArrayList<>(RouteTable.ROWS.keySet());
    all.addAll(
        List.of(
            "[GET] /",
            "[GET] /openapi.json",
            "[GET] /v1/openapi.json",
            "[GET] /health",
            "[GET] /healthz",
            "[GET] /livez",
            "[GET] /readyz",
            "null /v1/"));
    // what looks at every request: connections and ids of both servers, the gate of the admin API
    all.addAll(Collections.nCopies(5, "null null"));

    assertThat(server.routes())
        .extracting(route -> route.methods() + " " + route.getName())
        .extracting(route -> RouteTable.ROWS.containsKey(plain(route)) ? plain(route) : route)
        .containsExactlyInAnyOrderElementsOf(all);
  }

  private static String plain(String route) {
    return route.replaceAll("[\\[\\]]", "");
  }

  @Test
  void whatOperatorsDecideIsAtTheAdminApiAlone() {
    assertThat(server.endpoints())
        .filteredOn(route -> route.scope() == KeyScope.OPERATE)
        .isNotEmpty()
        .allMatch(Endpoint::admin);
  }

  @TestFactory
  Stream<DynamicTest> noRouteShowsOrTouchesWhatIsAnothers() {
    return server.endpoints().stream()
        .map(route -> DynamicTest.dynamicTest(route.toString(), () -> isWalled(route)));
  }

  private static void isWalled(Endpoint route) throws Exception {
    Reply reply = call(strangersKey, route);

    assertThat(reply.status()).isLessThan(500);
    assertThat(reply.response().body()).doesNotContain("of-owner", "secret");
    switch (RouteTable.ROWS.get(route.toString()).wall()) {
      case FOREIGN_ID -> assertThat(reply.status()).isEqualTo(404);
      case NO_USERS -> assertThat(reply.status()).isEqualTo(403);
      case OWN_ONLY -> assertThat(parts.holdsOf("owner")).isZero();
      case NOBODYS -> assertThat(reply.response().body()).doesNotContain(task);
    }
  }

  @Test
  void aNameThatAnotherTenantsTasksHaveTooIsOnesOwn() throws Exception {
    for (String verb : List.of("pause", "move", "cancel")) {
      Caller stranger = new Caller(server.baseUrl(), strangersKey);
      String path = "/v1/batches/ours/" + verb;

      assertThat(stranger.post(path, "{\"lane\":\"batch\"}").status()).isEqualTo(202);
    }
    assertThat(parts.holdsOf("owner")).isZero();
  }

  @Test
  void aForeignBatchIsNotCancelled() throws Exception {
    Caller stranger = new Caller(server.baseUrl(), strangersKey);
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
                Stream.of("", "sk-other", "ck_0123456789abcdef_" + "0".repeat(64))
                    .map(
                        key ->
                            DynamicTest.dynamicTest(route + " " + key, () -> isShut(route, key))));
  }

  private static void isShut(Endpoint route, String key) throws Exception {
    Reply reply = call(key, route);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.error().path("code").asText()).isEqualTo("invalid_api_key");
    assertThat(reply.response().body()).doesNotContain("0123456789abcdef");
  }

  @TestFactory
  Stream<DynamicTest> noRouteOpensToAForgedToken() {
    return server.endpoints().stream()
        .map(route -> DynamicTest.dynamicTest(route.toString(), () -> isShutToForgeries(route)));
  }

  private static void isShutToForgeries(Endpoint route) throws Exception {
    for (Map.Entry<String, String> forged : forgeries.entrySet()) {
      // whoever is let in where events are told would hear them for as long as the task goes on
      Reply reply = assertTimeoutPreemptively(LIMIT, () -> call(forged.getValue(), route));

      assertThat(reply.status()).as(forged.getKey()).isEqualTo(401);
      assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(reply.error().path("code").asText()).isEqualTo("invalid_token");
      assertThat(reply.error().path("type").asText()).isEqualTo("invalid_request_error");
      assertThat(reply.error().path("message").asText()).contains("the token is refused");
      assertThat(reply.error().has("param")).isTrue();
      assertThat(reply.response().body()).doesNotContain("of-owner", "secret");
    }
    assertThat(whatIsThere()).isEqualTo(atFirst);
  }

  /** What the owner has, and what was decided with the token of one who claims to be its. */
  private static List<String> whatIsThere() throws Exception {
    List<String> ids = new ArrayList<>();
    for (String list : List.of("/v1/tasks", "/v1/files", "/v1/batches")) {
      owner.get(list).json().path("data").forEach(one -> ids.add(one.path("id").asText()));
    }
    ids.add(parts.holdsOf("owner") + " holds");
    ids.add(parts.actsOf("token:" + FORGER) + " acts");
    return ids;
  }

  /** Else the forged ones might be refused for what they have in common with it. */
  @TestFactory
  Stream<DynamicTest> everyRouteOpensToAGenuineToken() {
    String genuine = PROVIDER.token(claims("roles", "ada"));
    return server.endpoints().stream()
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.toString(),
                    () -> assertThat(call(genuine, route).status()).isNotIn(401, 403, 500, 503)));
  }

  @TestFactory
  Stream<DynamicTest> everyRouteOpensToItsRolesAndToNoOther() {
    return server.endpoints().stream()
        .flatMap(
            route ->
                Stream.of(Role.values())
                    .map(
                        role ->
                            DynamicTest.dynamicTest(
                                route + " " + role, () -> opensAsTold(route, role))));
  }

  private static void opensAsTold(Endpoint route, Role role) throws Exception {
    Reply reply = call(keys.get(role), route);

    boolean opens = RouteTable.ROWS.get(route.toString()).roles().contains(role);
    assertThat(reply.status() != 403).isEqualTo(opens);
    assertThat(reply.status()).isNotEqualTo(401).isLessThan(500);
    if (!opens) {
      assertThat(reply.error().path("code").asText()).isEqualTo("insufficient_scope");
    }
  }

  @Test
  void whoSeesNoPayloadsMakesNoKeyThatDoes() throws Exception {
    for (Role role : List.of(Role.OPERATOR, Role.FINANCE, Role.AUDITOR, Role.USER)) {
      Caller caller = new Caller(server.adminUrl(), keys.get(role));

      assertThat(caller.post("/v1/keys", "{\"name\":\"k\"}").status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/tasks", "/v1/tasks/"})
  void aWrongMethodIsToldWhichOthersThereAre(String path) throws Exception {
    Reply reply = owner.delete(path);

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("GET, POST");
  }

  private static Reply call(String key, Endpoint route) throws Exception {
    Caller caller = new Caller(route.admin() ? server.adminUrl() : server.baseUrl(), key);
    String path =
        route
            .path()
            .replace("/v1/files/:id", "/v1/files/" + file)
            .replace(":id", task)
            .replace(":batch", batch)
            .replace(":engine", "openai")
            .replace(":model", "gpt-4o-mini")
            .replace(":tenant", "routes-it")
            .replace(":name", "chorus-auto");
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

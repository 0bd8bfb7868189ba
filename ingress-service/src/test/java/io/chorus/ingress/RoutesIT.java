package io.chorus.ingress;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.ingress.Api.Endpoint;
import io.chorus.ingress.Caller.Reply;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /** What keeps tenants apart at a route. */
  private enum Wall {
    /** A foreign id is not found. */
    FOREIGN_ID,
    /** What a tenant sees or does is its own only, whatever the names. */
    OWN_ONLY,
    /** A tenant's users don't come here. */
    NO_USERS,
    /** There is nothing of anybody's. */
    NOBODYS
  }

  /** What keeps tenants apart at a route, and the roles that it opens to. */
  private record Row(Wall wall, Set<Role> roles) {}

  private static final Map<String, Row> TABLE = new HashMap<>();

  private static void rows(Wall wall, Set<Role> roles, String... routes) {
    List.of(routes).forEach(route -> TABLE.put(route, new Row(wall, roles)));
  }

  static {
    Set<Role> users = EnumSet.of(Role.USER, Role.ADMIN);
    Set<Role> admins = EnumSet.of(Role.ADMIN);
    Set<Role> operators = EnumSet.of(Role.OPERATOR);
    Set<Role> lookers = EnumSet.of(Role.USER, Role.ADMIN, Role.OPERATOR);
    Set<Role> payers = EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.FINANCE);
    rows(
        Wall.OWN_ONLY,
        users,
        "POST /v1/tasks",
        "GET /v1/tasks",
        "POST /v1/chat/completions",
        "POST /v1/files",
        "GET /v1/files",
        "GET /v1/batches");
    rows(
        Wall.FOREIGN_ID,
        users,
        "GET /v1/files/:id",
        "GET /v1/files/:id/content",
        "DELETE /v1/files/:id",
        "POST /v1/batches",
        "GET /v1/batches/:batch",
        "GET /v1/tasks/:id",
        "GET /v1/tasks/:id/events",
        "POST /v1/tasks/:id/rerun");
    for (String verb : List.of("pause", "resume", "cancel", "move")) {
      rows(Wall.FOREIGN_ID, users, "POST /v1/tasks/:id/" + verb);
      rows(Wall.FOREIGN_ID, users, "POST /v1/batches/:batch/" + verb);
      rows(Wall.NO_USERS, admins, "POST /v1/queues/" + verb);
    }
    for (String verb : List.of("enable", "disable")) {
      rows(Wall.NO_USERS, operators, "POST /v1/engines/:engine/" + verb);
      rows(Wall.NO_USERS, operators, "POST /v1/engines/:engine/models/:model/" + verb);
    }
    rows(
        Wall.NO_USERS,
        operators,
        "POST /v1/policy",
        "GET /v1/accounts",
        "POST /v1/accounts",
        "DELETE /v1/accounts/:engine/:id",
        "GET /v1/budgets",
        "GET /v1/budgets/:tenant",
        "PUT /v1/budgets/:tenant");
    rows(Wall.OWN_ONLY, lookers, "GET /v1/queues");
    rows(Wall.NOBODYS, lookers, "GET /v1/models", "GET /v1/models/:name");
    rows(Wall.NOBODYS, users, "POST /v1/completions", "POST /v1/embeddings", "POST /v1/responses");
    rows(
        Wall.NO_USERS,
        admins,
        "GET /v1/keys",
        "POST /v1/keys",
        "POST /v1/keys/:id/rotate",
        "POST /v1/keys/:id/revoke");
    rows(Wall.NO_USERS, operators, "GET /v1/tenants", "POST /v1/tenants/:tenant");
    rows(Wall.NO_USERS, payers, "GET /v1/spend");
    rows(Wall.NO_USERS, EnumSet.of(Role.AUDITOR), "GET /v1/audit", "GET /v1/audit/verify");
  }

  private static IngressServer server;
  private static IngressKit.Parts parts;
  private static Caller owner;
  private static String strangersKey;
  private static final Map<Role, String> keys = new EnumMap<>(Role.class);
  private static String task;
  private static String file;
  private static String batch;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
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
  }

  @AfterAll
  static void stop() {
    server.close();
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
    assertThat(server.endpoints().stream().map(Endpoint::toString).collect(toSet()))
        .isEqualTo(TABLE.keySet());
  }

  @Test
  void nothingElseAnswersButWhatNeedsNoKey() {
    Set<String> table = new HashSet<>(TABLE.keySet());
    table.addAll(
        Set.of(
            "[GET] /",
            "[GET] /openapi.json",
            "[GET] /v1/openapi.json",
            "[GET] /health",
            "[GET] /healthz",
            "[GET] /livez",
            "[GET] /readyz",
            "null /v1/",
            "null null"));

    assertThat(
            server.routes().stream()
                .map(route -> route.methods() + " " + route.getName())
                .map(route -> TABLE.containsKey(plain(route)) ? plain(route) : route)
                .collect(toSet()))
        .isEqualTo(table);
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
    switch (TABLE.get(route.toString()).wall()) {
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
                Stream.of("", "sk-other", "ck_0123456789abcdef_" + "0".repeat(64), "a.b.c")
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

    boolean opens = TABLE.get(route.toString()).roles().contains(role);
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

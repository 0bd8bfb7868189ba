package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.ingress.Caller.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(IngressKit.class)
class KeysIT {
  private static IngressServer server;
  private static IngressServer replica;
  private static Caller operator;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    replica = IngressServer.start(parts.config());
    operator = new Caller(server.adminUrl(), IngressKit.KEY);
  }

  @AfterAll
  static void stop() {
    replica.close();
    server.close();
  }

  private static JsonNode make(String body) throws Exception {
    Reply made = operator.post("/v1/keys", body);
    assertThat(made.status()).isEqualTo(201);
    return made.json();
  }

  private static Caller with(IngressServer where, JsonNode key) {
    return new Caller(where.baseUrl(), key.path("key").asText());
  }

  @Test
  void aNewKeyOpensItsTenantAtEveryReplicaAndIsShownOnce() throws Exception {
    JsonNode key = make("{\"tenant\":\"acme\",\"name\":\"laptop\"}");

    assertThat(key.path("key").asText()).startsWith("ck_" + key.path("id").asText());
    assertThat(with(server, key).get("/v1/models").status()).isEqualTo(200);
    awaitStatus(with(replica, key), 200);
    String listed = operator.get("/v1/keys").response().body();
    assertThat(listed).contains(key.path("id").asText()).doesNotContain(key.path("key").asText());
  }

  @Test
  void theResultsOfANewTenantAreHeardOf() throws Exception {
    Caller caller = with(server, make("{\"tenant\":\"brandnew\",\"name\":\"k\"}"));

    Reply reply =
        caller.post(
            "/v1/chat/completions", "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(caller.get("/v1/tasks/" + reply.header("x-chorus-task-id")).status()).isEqualTo(200);
  }

  @Test
  void aRevokedKeyOpensNothingAtAnyReplicaWithinTwoSeconds() throws Exception {
    JsonNode key = make("{\"name\":\"lost\"}");
    awaitStatus(with(replica, key), 200);

    Reply revoked = operator.post("/v1/keys/" + key.path("id").asText() + "/revoke", "");

    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.json().path("revoked_at").isNull()).isFalse();
    assertThat(with(server, key).get("/v1/models").status()).isEqualTo(401);
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> with(replica, key).get("/v1/models").status() == 401);
  }

  @Test
  void aKeyIsKnownToAServerThatStartsLater(IngressKit.Parts parts) throws Exception {
    JsonNode good = make("{\"name\":\"good\"}");
    JsonNode bad = make("{\"name\":\"bad\"}");
    operator.post("/v1/keys/" + bad.path("id").asText() + "/revoke", "");

    try (IngressServer late = IngressServer.start(parts.config())) {
      assertThat(with(late, good).get("/v1/models").status()).isEqualTo(200);
      assertThat(with(late, bad).get("/v1/models").status()).isEqualTo(401);
    }
  }

  @Test
  void aRotatedKeyHasASuccessorAndEndsWhenItsGraceDoes() throws Exception {
    JsonNode old =
        make(
            "{\"tenant\":\"acme\",\"name\":\"job\",\"scopes\":[\"read\"],\"expires_in_seconds\":600}");

    JsonNode next =
        operator
            .post("/v1/keys/" + old.path("id").asText() + "/rotate", "{\"grace_seconds\":0}")
            .json();

    assertThat(next.path("tenant").asText()).isEqualTo("acme");
    assertThat(next.path("scopes")).hasSize(1);
    assertThat(next.path("expires_at").asLong() - next.path("created_at").asLong()).isEqualTo(600);
    assertThat(with(server, next).get("/v1/models").status()).isEqualTo(200);
    assertThat(with(server, old).get("/v1/models").status()).isEqualTo(401);
    assertThat(operator.post("/v1/keys/" + old.path("id").asText() + "/rotate", "").status())
        .isEqualTo(409);
  }

  @Test
  void aKeyThatReadsDoesNotWrite() throws Exception {
    Caller reader = with(server, make("{\"name\":\"reader\",\"scopes\":[\"read\"]}"));

    Reply refused = reader.post("/v1/tasks", "{\"prompt\":\"x\"}");

    assertThat(reader.get("/v1/models").status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.error().path("message").asText()).contains("'write'");
  }

  private static Caller admin(String role) throws Exception {
    JsonNode key = make("{\"tenant\":\"managed\",\"name\":\"k\",\"role\":\"" + role + "\"}");
    return new Caller(server.adminUrl(), key.path("key").asText());
  }

  @Test
  void aTenantsAdminMakesAndEndsTheKeysOfItsTenant() throws Exception {
    Caller admin = admin("admin");

    JsonNode made = admin.post("/v1/keys", "{\"name\":\"mine\"}").json();
    String id = made.path("id").asText();

    assertThat(made.path("tenant").asText()).isEqualTo("managed");
    assertThat(made.path("role").asText()).isEqualTo("user");
    assertThat(with(server, made).get("/v1/models").status()).isEqualTo(200);
    assertThat(admin.get("/v1/keys").response().body()).contains(id);
    assertThat(admin.post("/v1/keys/" + id + "/revoke", "").status()).isEqualTo(200);
    assertThat(with(server, made).get("/v1/models").status()).isEqualTo(401);
  }

  @Test
  void aTenantsAdminKnowsOfNoOtherKeys() throws Exception {
    Caller admin = admin("admin");
    JsonNode foreign = make("{\"tenant\":\"acme\",\"name\":\"k\"}");
    JsonNode auditor = make("{\"tenant\":\"managed\",\"name\":\"k\",\"role\":\"auditor\"}");

    for (JsonNode key : List.of(foreign, auditor)) {
      String id = key.path("id").asText();
      assertThat(admin.get("/v1/keys").response().body()).doesNotContain(id);
      assertThat(admin.post("/v1/keys/" + id + "/revoke", "").status()).isEqualTo(404);
      assertThat(admin.post("/v1/keys/" + id + "/rotate", "").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"k\",\"tenant\":\"acme\"}",
        "{\"name\":\"k\",\"role\":\"operator\"}",
        "{\"name\":\"k\",\"role\":\"finance\"}",
        "{\"name\":\"k\",\"role\":\"auditor\"}"
      })
  void aTenantsAdminRaisesNobodyAboveTheTenant(String order) throws Exception {
    assertThat(admin("admin").post("/v1/keys", order).status()).isEqualTo(403);
  }

  @Test
  void aNarrowedAdminMakesNoKeyThatIsWider() throws Exception {
    JsonNode narrow =
        make("{\"tenant\":\"managed\",\"name\":\"k\",\"role\":\"admin\",\"scopes\":[\"manage\"]}");
    JsonNode user = make("{\"tenant\":\"managed\",\"name\":\"k\"}");
    Caller admin = new Caller(server.adminUrl(), narrow.path("key").asText());

    for (String order :
        List.of(
            "{\"name\":\"k\"}",
            "{\"name\":\"k\",\"scopes\":[\"read\"]}",
            "{\"name\":\"k\",\"role\":\"admin\"}")) {
      Reply refused = admin.post("/v1/keys", order);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.error().path("code").asText()).isEqualTo("insufficient_scope");
    }
    String wide = "/v1/keys/" + user.path("id").asText();
    assertThat(admin.post(wide + "/rotate", "").status()).isEqualTo(403);
    assertThat(admin.post(wide + "/revoke", "").status()).isEqualTo(200);
    assertThat(
            admin
                .post("/v1/keys", "{\"name\":\"k\",\"role\":\"admin\",\"scopes\":[\"manage\"]}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void noUserMakesKeys() throws Exception {
    JsonNode key = make("{\"name\":\"user\"}");
    Caller user = new Caller(server.adminUrl(), key.path("key").asText());

    assertThat(user.post("/v1/keys", "{\"name\":\"mine\"}").status()).isEqualTo(403);
    assertThat(user.get("/v1/keys").status()).isEqualTo(403);
    assertThat(with(server, key).post("/v1/keys", "{\"name\":\"mine\"}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                            | name",
        "{\"name\":7}                                  | name",
        "{\"name\":\"x\",\"tenant\":\"A b\"}           | tenant",
        "{\"name\":\"x\",\"tenant\":\"*\"}             | tenant",
        "{\"name\":\"x\",\"tenant\":\"..\"}            | tenant",
        "{\"name\":\"x\",\"scopes\":[\"operate\"]}     | scopes",
        "{\"name\":\"x\",\"role\":\"root\"}              | role",
        "{\"name\":\"x\",\"role\":7}                   | role",
        "{\"name\":\"x\",\"scopes\":[\"manage\"]}      | scopes",
        "{\"name\":\"x\",\"scopes\":[]}                | scopes",
        "{\"name\":\"x\",\"scopes\":\"read\"}          | scopes",
        "{\"name\":\"x\",\"expires_in_seconds\":0}     | expires_in_seconds",
        "{\"name\":\"x\",\"expires_in_seconds\":1e99}  | expires_in_seconds",
        "{\"name\":\"x\",\"colour\":\"blue\"}          | colour",
      })
  void aBadOrderNamesItsField(String body, String field) throws Exception {
    Reply reply = operator.post("/v1/keys", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("param").asText()).isEqualTo(field);
    assertThat(reply.error().path("message").asText()).contains("allowed: ");
  }

  @Test
  void aKeyThatIsNotThereIsNotFound() throws Exception {
    assertThat(operator.post("/v1/keys/none/revoke", "").status()).isEqualTo(404);
    assertThat(operator.post("/v1/keys/none/rotate", "").status()).isEqualTo(404);
  }

  private static void awaitStatus(Caller caller, int status) {
    await().atMost(Duration.ofSeconds(10)).until(() -> caller.get("/v1/models").status() == status);
  }
}

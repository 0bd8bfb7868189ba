package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.ingress.Caller.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The realm in a real Keycloak, and its tokens at a real door: {@code mvn -Pkeycloak}. */
@ExtendWith(IngressKit.class)
@TestMethodOrder(OrderAnnotation.class)
class KeycloakTry {
  private static final String CLIENT = "for-this-test";

  private static LocalKeycloak keycloak;
  private static IngressServer server;
  private static boolean stopped;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    keycloak = new LocalKeycloak(Path.of(System.getProperty("keycloak.home")));
    client(CLIENT, List.of("chorus"));
    keycloak.addUser("ada", "kc-acme", "user");
    keycloak.addUser("bob", "kc-other", "user");
    keycloak.addUser("eve", "kc-acme", "auditor");
    keycloak.addUser("nobody", null, "user");
    server = IngressServer.start(parts.config(keycloak.config()));
  }

  @AfterAll
  static void stop() {
    server.close();
    if (!stopped) {
      keycloak.close();
    }
  }

  /** The realm itself lets nobody in by a password alone. */
  private static void client(String name, List<String> scopes) throws Exception {
    keycloak.post(
        "/clients",
        Map.of(
            "clientId", name,
            "publicClient", true,
            "directAccessGrantsEnabled", true,
            "standardFlowEnabled", false,
            "defaultClientScopes", scopes));
  }

  private static Caller with(String token) {
    return new Caller(server.baseUrl(), token);
  }

  private static String token(String user) throws Exception {
    return keycloak.signIn(CLIENT, user).path("access_token").asText();
  }

  @Test
  @Order(1)
  void aTokenOpensItsTenantAndNoOther() throws Exception {
    Caller ada = with(token("ada"));

    Reply asked =
        ada.post("/v1/chat/completions", "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}");
    String task = "/v1/tasks/" + asked.header("x-chorus-task-id");

    assertThat(asked.status()).isEqualTo(200);
    assertThat(ada.get(task).status()).isEqualTo(200);
    assertThat(with(token("bob")).get(task).status()).isEqualTo(404);
  }

  @Test
  @Order(2)
  void rolesAreThoseOfTheRealm() throws Exception {
    assertThat(with(token("eve")).get("/v1/tasks").status()).isEqualTo(403);
    assertThat(new Caller(server.adminUrl(), token("eve")).get("/v1/audit").status())
        .isEqualTo(200);
    assertThat(new Caller(server.adminUrl(), token("ada")).get("/v1/audit").status())
        .isEqualTo(403);
  }

  @Test
  @Order(3)
  void aProgramComesWithTheSecretThatKeycloakHasMade() throws Exception {
    String id = keycloak.clientId("chorus-service");
    String secret = keycloak.get("/clients/" + id + "/client-secret").path("value").asText();

    JsonNode tokens =
        keycloak.tokens(
            "chorus",
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "chorus-service",
                "client_secret", secret));

    assertThat(with(tokens.path("access_token").asText()).get("/v1/models").status())
        .isEqualTo(200);
  }

  @Test
  @Order(4)
  void whatIsNotForThisApiIsRefused() throws Exception {
    client("another", List.of());
    JsonNode ours = keycloak.signIn(CLIENT, "ada");
    JsonNode others = keycloak.signIn("another", "ada");

    assertThat(refusal(others.path("access_token").asText())).contains("aud");
    assertThat(refusal(ours.path("id_token").asText())).contains("aud");
    assertThat(refusal(ours.path("refresh_token").asText())).contains("algorithm");
    assertThat(refusal(token("nobody"))).contains("'tenant' names no tenant");
  }

  private static String refusal(String token) throws Exception {
    Reply reply = with(token).get("/v1/models");
    assertThat(reply.status()).isEqualTo(401);
    return reply.error().path("message").asText();
  }

  @Test
  @Order(5)
  void aNewKeyOfTheProviderIsLearned() throws Exception {
    String before = token("ada");
    keycloak.post(
        "/components",
        Map.of(
            "name", "rsa-next",
            "providerId", "rsa-generated",
            "providerType", "org.keycloak.keys.KeyProvider",
            "config", Map.of("priority", List.of("1000"))));
    String after = token("ada");

    assertThat(after.substring(0, after.indexOf('.')))
        .isNotEqualTo(before.substring(0, before.indexOf('.')));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> with(after).get("/v1/models").status() == 200);
    assertThat(with(before).get("/v1/models").status()).isEqualTo(200);
  }

  @Test
  @Order(6)
  void aKeycloakThatIsDownStopsNobodyWhoHasAToken() throws Exception {
    String token = token("ada");
    keycloak.close();
    stopped = true;

    assertThat(with(token).get("/v1/models").status()).isEqualTo(200);
  }
}

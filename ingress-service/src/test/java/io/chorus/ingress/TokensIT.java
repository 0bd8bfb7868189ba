package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import io.chorus.contracts.Topics;
import io.chorus.ingress.Caller.Reply;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens at a real door, with a provider that comes and goes. */
@ExtendWith(IngressKit.class)
class TokensIT {
  private static final Provider PROVIDER = new Provider();
  private static IngressServer server;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    PROVIDER.open();
    server = IngressServer.start(parts.config(of(PROVIDER)));
    await().until(() -> PROVIDER.asked.get() > 0);
  }

  @AfterAll
  static void stop() {
    server.close();
    PROVIDER.close();
  }

  static OidcConfig of(Provider provider) {
    return new OidcConfig(
        Provider.ISSUER, provider.url("/certs"), Provider.AUDIENCE, null, null, null, null);
  }

  private static Caller with(String token) {
    return new Caller(server.baseUrl(), token);
  }

  private static Caller of(String tenant, String role) {
    JWTClaimsSet claims = Provider.claims(Instant.now(), role).claim("tenant", tenant).build();
    return with(PROVIDER.token(claims));
  }

  @Test
  void aTokenOpensItsTenantAndNoOther() throws Exception {
    Caller caller = of("by-token", "user");

    Reply asked =
        caller.post(
            "/v1/chat/completions", "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}");
    String task = "/v1/tasks/" + asked.header("x-chorus-task-id");

    assertThat(asked.status()).isEqualTo(200);
    assertThat(caller.get(task).status()).isEqualTo(200);
    assertThat(of("by-other-token", "user").get(task).status()).isEqualTo(404);
  }

  @Test
  void aTokenOpensNoMoreThanItsRoles() throws Exception {
    Reply refused = of("by-token", "nothing-of-ours").get("/v1/tasks");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(of("by-token", "auditor").post("/v1/tasks", "{\"prompt\":\"x\"}").status())
        .isEqualTo(403);
  }

  @Test
  void whoMayWriteHasTopicsAndWhoMayNotMakesNone(IngressKit.Parts parts) throws Exception {
    assertThat(of("writes", "user").get("/v1/tasks").status()).isEqualTo(200);
    of("only-looks", "auditor").get("/v1/tasks");

    try (Admin kafka = Admin.create(parts.config().kafka().properties())) {
      assertThat(kafka.listTopics().names().get(10, TimeUnit.SECONDS))
          .contains(Topics.results("writes"))
          .doesNotContain(Topics.results("only-looks"));
    }
  }

  @Test
  void aTokenThatIsNotOfTheProviderIsRefusedAndSaysWhy() throws Exception {
    String forged =
        Provider.token(
            JWSAlgorithm.RS256,
            header -> header.keyID("rsa-1"),
            Provider.rsa("rsa-1"),
            Provider.claims(Instant.now(), "user").build());

    Reply refused = with(forged).post("/v1/tasks", "{\"prompt\":\"x\"}");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(refused.error().path("code").asText()).isEqualTo("invalid_token");
    assertThat(refused.response().body()).doesNotContain(forged.substring(0, 20));
  }

  @Test
  void keysGoOnBesideTokens() throws Exception {
    assertThat(new Caller(server).get("/v1/models").status()).isEqualTo(200);
    assertThat(with("ck_mistyped").get("/v1/models").status()).isEqualTo(401);
  }

  @Test
  void aProviderThatWasNeverThereIsToldAndKeysGoOn(IngressKit.Parts parts) throws Exception {
    Provider away = new Provider().open();
    OidcConfig oidc = of(away);
    away.close();
    try (IngressServer alone = IngressServer.start(parts.config(oidc))) {
      String token = away.token(Provider.claims(Instant.now(), "user").build());

      Reply refused = new Caller(alone.baseUrl(), token).get("/v1/models");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotNull();
      assertThat(new Caller(alone).get("/v1/models").status()).isEqualTo(200);
    }
  }
}

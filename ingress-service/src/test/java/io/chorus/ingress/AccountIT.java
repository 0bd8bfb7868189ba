package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.AccountStore;
import io.chorus.contracts.AccountChange;
import io.chorus.ingress.Caller.Reply;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(IngressKit.class)
class AccountIT {
  private static IngressServer server;
  private static Caller caller;
  private final IngressKit.Parts parts;

  AccountIT(IngressKit.Parts parts) {
    this.parts = parts;
  }

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    caller = new Caller(server.adminUrl(), IngressKit.KEY);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anAccountIsPutShownAndRemoved() throws Exception {
    Reply put =
        caller.post(
            "/v1/accounts",
            "{\"engine\":\"claude\",\"id\":\"second\",\"key\":\"env:SECOND\",\"limits\":{\"requests_per_minute\":50,\"window\":\"bucket\"}}");
    List<String> shown = accountsOf("claude");
    Reply removed = caller.delete("/v1/accounts/claude/second");

    assertThat(put.status()).isEqualTo(202);
    assertThat(put.json().path("limits").path("requests_per_minute").asInt()).isEqualTo(50);
    assertThat(shown).containsExactly("main", "second");
    assertThat(removed.status()).isEqualTo(202);
    assertThat(accountsOf("claude")).containsExactly("main");
  }

  @Test
  void eachChangeIsANewerVersionOfTheWholeAccount() throws Exception {
    caller.post("/v1/accounts", "{\"engine\":\"qwen\",\"id\":\"v\",\"key\":\"env:ONE\"}");
    caller.post("/v1/accounts", "{\"engine\":\"qwen\",\"id\":\"v\",\"key\":\"env:TWO\"}");

    AccountChange last =
        new AccountStore(parts.database())
            .all().stream()
                .filter(change -> change.account().id().equals("v"))
                .findFirst()
                .orElseThrow();
    assertThat(last.version()).isEqualTo(2);
    assertThat(last.account().key().reference()).isEqualTo("env:TWO");
    assertThat(last.removed()).isFalse();
  }

  @Test
  void aKeyInPlaceOfAReferenceIsRefusedWithoutShowingIt() throws Exception {
    Reply refused =
        caller.post("/v1/accounts", "{\"engine\":\"qwen\",\"id\":\"x\",\"key\":\"sk-secret\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().path("message").asText())
        .contains("env:NAME")
        .doesNotContain("sk-secret");
  }

  @Test
  void whatIsWrongIsSaidByField() throws Exception {
    Reply engine =
        caller.post("/v1/accounts", "{\"engine\":\"bard\",\"id\":\"x\",\"key\":\"env:X\"}");
    Reply limit =
        caller.post(
            "/v1/accounts",
            "{\"engine\":\"qwen\",\"id\":\"x\",\"key\":\"env:X\",\"limits\":{\"rpm\":5}}");

    assertThat(engine.error().path("message").asText()).contains("engine").contains("claude");
    assertThat(limit.error().path("message").asText())
        .contains("limits.rpm")
        .contains("requests_per_minute");
  }

  @Test
  void theLastAccountStaysAndAnUnknownOneIsNotFound() throws Exception {
    assertThat(caller.delete("/v1/accounts/gemini/main").status()).isEqualTo(409);
    assertThat(caller.delete("/v1/accounts/gemini/nobody").status()).isEqualTo(404);
  }

  @Test
  void aBudgetIsSetShownAndStartedAnew() throws Exception {
    Reply before = caller.get("/v1/budgets/acme");
    Reply set = caller.put("/v1/budgets/acme", "{\"limit_usd\":25.5}");
    parts.spend("acme", 3_000_000_000L);
    Reply shown = caller.get("/v1/budgets/acme");
    Reply anew = caller.put("/v1/budgets/acme", "{\"limit_usd\":null,\"restart\":true}");

    assertThat(before.status()).isEqualTo(404);
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.json().path("limit_usd").asDouble()).isEqualTo(25.5);
    assertThat(shown.json().path("spent_usd").asDouble()).isEqualTo(3);
    assertThat(anew.json().path("limit_usd").isNull()).isTrue();
    assertThat(anew.json().path("spent_usd").asDouble()).isZero();
    assertThat(caller.get("/v1/budgets").json().path("data").findValuesAsText("tenant"))
        .contains("acme");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "acme  | {}                                 | limit_usd",
        "acme  | {\"limit_usd\":-1}                 | limit_usd",
        "acme  | {\"limit_usd\":1e10}               | limit_usd",
        "acme  | {\"limit_usd\":\"25\"}             | limit_usd",
        "acme  | {\"limit_usd\":1,\"restart\":\"y\"} | restart",
        "acme  | {\"limit_usd\":1,\"tenant\":\"x\"}  | tenant",
        "A%20B | {\"limit_usd\":1}                  | tenant"
      })
  void aBudgetThatIsNoneIsRefusedByField(String tenant, String body, String field)
      throws Exception {
    Reply refused = caller.put("/v1/budgets/" + tenant, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().path("param").asText()).isEqualTo(field);
  }

  private static List<String> accountsOf(String engine) throws Exception {
    JsonNode data = caller.get("/v1/accounts").json().path("data");
    return StreamSupport.stream(data.spliterator(), false)
        .filter(account -> account.path("engine").asText().equals(engine))
        .map(account -> account.path("id").asText())
        .toList();
  }
}

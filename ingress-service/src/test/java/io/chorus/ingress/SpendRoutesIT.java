package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(IngressKit.class)
class SpendRoutesIT {
  private static IngressServer server;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    spend(parts, "spender", 2_500_000_000L);
    spend(parts, "other-spender", 1_000_000_000L);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void spend(IngressKit.Parts parts, String tenant, long nanoUsd) throws Exception {
    String id = TaskIds.fresh(Instant.now());
    String key = "uuid_day('" + id + "'), '" + id + "', 1, 0, '" + id + "', 1, '" + tenant + "'";
    try (Connection connection = parts.database().dataSource().getConnection()) {
      connection
          .createStatement()
          .execute(
              "INSERT INTO claims (day, root_id, round, slot, task_id, number, tenant, engine,"
                  + " model, request_hash, holder, claimed_at) VALUES ("
                  + key
                  + ", 'openai', 'm', 'h', 1, now())");
      connection
          .createStatement()
          .execute(
              "INSERT INTO records (day, root_id, round, slot, task_id, number, tenant, answered,"
                  + " answer, tokens_in, tokens_out, cost_nano_usd, engine, model, recorded_at)"
                  + " VALUES ("
                  + key
                  + ", true, '', 30, 4, "
                  + nanoUsd
                  + ", 'openai', 'm', now())");
    }
  }

  private static Caller with(String tenant, String role) throws Exception {
    String order = "{\"tenant\":\"%s\",\"name\":\"k\",\"role\":\"%s\"}".formatted(tenant, role);
    JsonNode key =
        new Caller(server.adminUrl(), IngressKit.KEY).post("/v1/keys", order).json().path("key");
    return new Caller(server.adminUrl(), key.asText());
  }

  @Test
  void financeSeesWhatAllTenantsSpend() throws Exception {
    JsonNode spend = with("default", "finance").get("/v1/spend?by=tenant,engine").json();

    assertThat(spend.path("data"))
        .anyMatch(
            row ->
                row.path("tenant").asText().equals("spender")
                    && row.path("engine").asText().equals("openai")
                    && row.path("usd").asDouble() == 2.5
                    && row.path("tokens_in").asInt() == 30)
        .anyMatch(row -> row.path("tenant").asText().equals("other-spender"));
  }

  @Test
  void anAdminSeesWhatItsTenantSpends() throws Exception {
    JsonNode spend = with("spender", "admin").get("/v1/spend").json().path("data");

    assertThat(spend).hasSize(1);
    assertThat(spend.at("/0/tenant").asText()).isEqualTo("spender");
    assertThat(spend.at("/0/asks").asInt()).isEqualTo(1);
  }

  @Test
  void daysAreLimits() throws Exception {
    Caller finance = with("default", "finance");

    assertThat(finance.get("/v1/spend?to=2020-01-01").json().path("data")).isEmpty();
    assertThat(finance.get("/v1/spend?from=2020-01-01").json().path("data")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "by=colour,by",
    "by=tenant%2Ctenant,by",
    "from=soon,from",
    "to=1,to",
    "from=-5000-01-01,from",
    "to=%2B10000-01-01,to",
    "x=1,x"
  })
  void aBadQuestionNamesItsField(String query, String field) throws Exception {
    Caller.Reply reply = with("default", "finance").get("/v1/spend?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("param").asText()).isEqualTo(field);
  }
}

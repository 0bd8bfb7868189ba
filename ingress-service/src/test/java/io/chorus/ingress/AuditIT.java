package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.ingress.Caller.Reply;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who did what at a real door. */
@ExtendWith(IngressKit.class)
class AuditIT {
  private static final String ENDED = "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}";

  private static IngressServer server;
  private static Caller auditor;
  private static Caller operator;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    operator = new Caller(server.adminUrl(), IngressKit.KEY);
    auditor = new Caller(server.adminUrl(), made("seen", "auditor").path("key").asText());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode made(String tenant, String role) throws Exception {
    String order = "{\"tenant\":\"%s\",\"name\":\"k\",\"role\":\"%s\"}".formatted(tenant, role);
    return operator.post("/v1/keys", order).json();
  }

  private static List<JsonNode> rows(String query) throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    auditor.get("/v1/audit?" + query).json().path("data").forEach(rows::add);
    return rows;
  }

  private static List<String> told(String query) throws Exception {
    return rows(query).stream()
        .map(row -> row.path("act").asText() + " " + row.path("outcome").asText())
        .toList();
  }

  @Test
  void anActIsWrittenDownBeforeItIsDoneAndWithItsEnd() throws Exception {
    String id = made("seen", "user").path("id").asText();

    await()
        .untilAsserted(
            () ->
                assertThat(rows("actor=operator&limit=10"))
                    .anyMatch(
                        row ->
                            row.path("act").asText().equals("POST /v1/keys")
                                && row.path("outcome").asText().equals("done")
                                && row.path("object").asText().contains(id + " is user of seen")));
    assertThat(told("actor=operator&limit=10")).contains("POST /v1/keys begun");
  }

  @Test
  void theEndOfAnActWhoseCallerHungUpIsUnknown() throws Exception {
    JsonNode admin = made("hung-up", "admin");
    String actor = "actor=key:" + admin.path("id").asText();
    URI url = server.adminUrl();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String head =
          "POST /v1/keys HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(admin.path("key").asText());
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      await().until(() -> told(actor).equals(List.of("POST /v1/keys begun")));
    }

    await()
        .until(() -> told(actor).equals(List.of("POST /v1/keys unknown", "POST /v1/keys begun")));
  }

  @Test
  void anActThatWasNotAllowedIsWrittenDown() throws Exception {
    JsonNode user = made("curious", "user");
    Caller caller = new Caller(server.adminUrl(), user.path("key").asText());

    assertThat(caller.post("/v1/keys", "{\"name\":\"k\"}").status()).isEqualTo(403);

    String actor = "actor=key:" + user.path("id").asText();
    await().until(() -> told(actor).equals(List.of("POST /v1/keys refused")));
  }

  @Test
  void readsOfAnswersAreWrittenDownAndLooksAtOpenTasksAreNot() throws Exception {
    JsonNode user = made("reader", "user");
    Caller caller = new Caller(server.baseUrl(), user.path("key").asText());
    String open = caller.post("/v1/tasks", "{\"prompt\":\"x\"}").json().path("id").asText();
    Reply chat = caller.post("/v1/chat/completions", ENDED);
    String ended = chat.header("x-chorus-task-id");

    caller.get("/v1/tasks/" + open);
    caller.get("/v1/tasks/" + ended);
    caller.get("/v1/tasks/" + ended + "/events");

    String actor = "actor=key:" + user.path("id").asText();
    assertThat(told(actor))
        .containsExactly("GET /v1/tasks/:id/events shown", "GET /v1/tasks/:id shown");
    assertThat(rows(actor).get(1).path("object").asText()).isEqualTo("/v1/tasks/" + ended);
    assertThat(rows(actor).get(1).path("tenant").asText()).isEqualTo("reader");
  }

  @Test
  void whoFollowsATaskIsToldWhereItsEndCanNotBeWrittenDown(IngressKit.Parts parts)
      throws Exception {
    Caller caller = new Caller(server.baseUrl(), made("follower", "user").path("key").asText());
    String id = caller.post("/v1/chat/completions", ENDED).header("x-chorus-task-id");
    try (Connection connection = parts.database().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE");

      String events = caller.get("/v1/tasks/" + id + "/events").response().body();

      connection.rollback();
      assertThat(events).contains("event: error\n", "not_recorded").doesNotContain("event: ended");
    }
  }

  @Test
  void theChainIsWholeUntilSomeoneChangesARow(IngressKit.Parts parts) throws Exception {
    made("seen", "user");
    long seq = rows("limit=1").get(0).path("seq").asLong();

    assertThat(verified().path("whole").asBoolean()).isTrue();
    change(parts, "UPDATE audit_log SET tenant = tenant || 'x' WHERE seq = " + seq);
    JsonNode broken = verified();
    change(parts, "UPDATE audit_log SET tenant = rtrim(tenant, 'x') WHERE seq = " + seq);

    assertThat(broken.path("whole").asBoolean()).isFalse();
    assertThat(broken.path("broken_seq").asLong()).isEqualTo(seq);
    assertThat(broken.path("why").asText()).contains("row " + seq);
    assertThat(verified().path("whole").asBoolean()).isTrue();
  }

  private static JsonNode verified() throws Exception {
    return auditor.get("/v1/audit/verify").json();
  }

  private static void change(IngressKit.Parts parts, String sql) throws Exception {
    try (Connection connection = parts.database().dataSource().getConnection()) {
      connection.createStatement().execute(sql);
    }
  }

  @Test
  void pagesGoBackInTime() throws Exception {
    made("seen", "user");

    JsonNode page = auditor.get("/v1/audit?limit=1").json();
    long seq = page.at("/data/0/seq").asLong();

    assertThat(page.path("has_more").asBoolean()).isTrue();
    assertThat(rows("limit=1&before=" + seq).get(0).path("seq").asLong()).isEqualTo(seq - 1);
    assertThat(auditor.get("/v1/audit?limit=0").status()).isEqualTo(400);
    assertThat(auditor.get("/v1/audit?colour=blue").status()).isEqualTo(400);
  }
}

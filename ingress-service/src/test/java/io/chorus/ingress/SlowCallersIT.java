package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whoever sends or takes slowly, and as much of it as the server lets, keeps out no other tenant.
 */
@ExtendWith(IngressKit.class)
@Timeout(60)
class SlowCallersIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int MANY = 20;
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n";
  private static final String LONG_PROMPT = "{\"prompt\":\"" + "word ".repeat(100_000) + "\"}";

  private static IngressServer server;
  private static String slowKey;
  private static Caller slow;
  private static Caller other;

  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    slowKey = key("slow");
    slow = new Caller(server.baseUrl(), slowKey);
    other = new Caller(server.baseUrl(), key("quick"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static String key(String tenant) throws Exception {
    return new Caller(server.adminUrl(), IngressKit.KEY)
        .post("/v1/keys", "{\"name\":\"k\",\"tenant\":\"" + tenant + "\"}")
        .json()
        .path("key")
        .asText();
  }

  private Socket begin(String request, byte[] body) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    sockets.add(socket);
    String head = request + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + slowKey + "\r\n";
    socket.getOutputStream().write(head.getBytes(UTF_8));
    try {
      socket.getOutputStream().write(body);
    } catch (SocketException e) {
      // refused before all of it was sent
      socket.close();
    }
    return socket;
  }

  private static byte[] unfinished(String head, int size) {
    return (head + "x".repeat(size)).getBytes(UTF_8);
  }

  @Test
  void bodiesThatNeverEnd() throws Exception {
    for (int i = 0; i < MANY; i++) {
      String size =
          i % 2 == 0
              ? "Content-Length: " + Json.MAX_DOCUMENT + "\r\n\r\n"
              : "Transfer-Encoding: chunked\r\n\r\n400000\r\n";
      begin("POST /v1/tasks", unfinished(size, Json.MAX_DOCUMENT - 1));
    }

    await().atMost(SOON).until(() -> slow.post("/v1/tasks", LONG_PROMPT).status() == 503);
    assertThat(other.post("/v1/tasks", LONG_PROMPT).status()).isEqualTo(202);
  }

  @Test
  void bodiesThatHardlyBegin() throws Exception {
    String head = "Expect: 100-continue\r\nContent-Length: " + Json.MAX_DOCUMENT + "\r\n\r\n";
    for (int i = 0; i < MANY; i++) {
      Socket socket = begin("POST /v1/tasks", head.getBytes(UTF_8));
      socket.setSoTimeout((int) SOON.toMillis());
      assertThat(new String(socket.getInputStream().readNBytes(CONTINUE.length()), UTF_8))
          .isEqualTo(CONTINUE);
      socket.getOutputStream().write('x');
    }

    assertThat(slow.post("/v1/tasks", LONG_PROMPT).status()).isEqualTo(202);
    assertThat(other.post("/v1/tasks", LONG_PROMPT).status()).isEqualTo(202);
  }

  @Test
  void uploadsThatNeverEnd() throws Exception {
    String form =
        String.join(
            "\r\n",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Length: 1000000",
            "",
            "--x",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a\"",
            "",
            "");
    for (int i = 0; i < MANY; i++) {
      begin("POST /v1/files", unfinished(form, 1));
    }

    await().atMost(SOON).until(() -> RoutesIT.upload(slow, "x").status() == 503);
    assertThat(RoutesIT.upload(other, "x").status()).isEqualTo(200);
  }

  @Test
  void downloadsThatNobodyTakes() throws Exception {
    String file = RoutesIT.upload(slow, "x".repeat(16 << 20)).json().path("id").asText();
    String content = "/v1/files/" + file + "/content";
    String others = RoutesIT.upload(other, "x").json().path("id").asText();
    for (int i = 0; i < MANY; i++) {
      begin("GET " + content, "\r\n".getBytes(UTF_8));
    }

    await().atMost(SOON).until(() -> slow.get(content).status() == 503);
    assertThat(other.get("/v1/files/" + others + "/content").status()).isEqualTo(200);
  }
}

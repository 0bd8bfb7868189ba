package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final int MOST = 2;
  private static final long PATIENCE_MS = 200;
  private static final int LIMIT_MS = 10_000;
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final Connections connections = new Connections(MOST, PATIENCE_MS);
  private int port;

  @BeforeEach
  void listen() throws Exception {
    Router router = Router.router(vertx);
    router.route().handler(connections::request);
    router
        .get("/")
        .handler(
            context ->
                vertx.setTimer(5 * PATIENCE_MS, done -> context.response().end("well-considered")));
    connections.watch(vertx);
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .connectionHandler(connections::opened)
            .requestHandler(router)
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    port = server.actualPort();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void whoSaysNothingIsCutOff() throws Exception {
    try (Socket silent = open("")) {
      assertThat(all(silent)).isEmpty();
    }
  }

  @Test
  void whoSendsHalfAHeadIsCutOff() throws Exception {
    try (Socket slow = open("GET / HTTP/1.1\r\nHost: ")) {
      assertThat(all(slow)).isEmpty();
    }
  }

  @Test
  void whoWaitsForAnAnswerIsLeftAloneUntilItIsThere() throws Exception {
    try (Socket patient = open(REQUEST)) {
      assertThat(all(patient)).contains("well-considered");
    }
  }

  @Test
  void oneTooManyIsCutOffAtOnce() throws Exception {
    try (Socket first = open(REQUEST);
        Socket second = open(REQUEST)) {
      try (Socket third = open(REQUEST)) {
        assertThat(all(third)).isEmpty();
      }
      assertThat(all(first)).contains("well-considered");
      assertThat(all(second)).contains("well-considered");
    }
    try (Socket later = open(REQUEST)) {
      assertThat(all(later)).contains("well-considered");
    }
  }

  private Socket open(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(LIMIT_MS);
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  /** Until the server closes the connection. */
  private static String all(Socket socket) {
    StringBuilder all = new StringBuilder();
    try {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        all.append((char) b);
      }
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return all.toString();
  }
}

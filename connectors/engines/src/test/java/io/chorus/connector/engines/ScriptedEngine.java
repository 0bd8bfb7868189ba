package io.chorus.connector.engines;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.SecretRef;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An engine on loopback that does what one test says, with everything it was asked. */
final class ScriptedEngine implements AutoCloseable {
  static final String ANSWER =
      """
      {"model":"model-1-0613","choices":[{"message":{"role":"assistant","content":"Four."},
       "finish_reason":"stop"}],"usage":{"prompt_tokens":6,"completion_tokens":2}}""";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  ScriptedEngine(Script script) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, script));
    server.start();
  }

  private void serve(HttpExchange exchange, Script script) throws IOException {
    try (exchange) {
      asked.add(
          new Asked(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst(EngineClients.ASK_ID_HEADER),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      script.play(exchange, this);
    }
  }

  static Script answers(int status, String body, String... headers) {
    return (exchange, engine) -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Script hangs() {
    return (exchange, engine) -> engine.awaitClose();
  }

  /** Sends a part over and over, 20 times a second or as fast as it is read, till nobody reads. */
  static Script repeats(String part, boolean fast) {
    return repeats(part, fast, "application/json");
  }

  static Script repeats(String part, boolean fast, String contentType) {
    return (exchange, engine) -> {
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      while (fast || !engine.isClosingWithin(50)) {
        out.write(part.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    };
  }

  /** Promises more than it sends. */
  static Script cutsOff(int status, String beginning) {
    return (exchange, engine) -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Retry-After", "9");
      exchange.sendResponseHeaders(status, 10_000);
      exchange.getResponseBody().write(beginning.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    };
  }

  EngineSpec spec(SecretRef key) {
    return Given.engine(EngineSpec.Protocol.OPENAI, baseUrl(), key);
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void awaitClose() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosingWithin(long ms) {
    try {
      return closing.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  interface Script {
    void play(HttpExchange exchange, ScriptedEngine engine) throws IOException;
  }

  record Asked(String path, String askId, String authorization, String body) {}
}

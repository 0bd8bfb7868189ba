package io.chorus.connector.engines;

import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks engines over HTTP, each in its protocol. One for a process: it shares its connections and
 * two threads among all engines. Thread-safe.
 *
 * <p>An ask is sent once at most: nothing here retries, since a request that was sent may be
 * billed.
 */
public final class EngineClients implements AutoCloseable {
  /** The header that carries the id of the ask. */
  public static final String ASK_ID_HEADER = "X-Client-Request-Id";

  private static final Logger LOG = LoggerFactory.getLogger(EngineClients.class);
  private static final Duration NEVER = Duration.ofMillis(-1);
  private static final int IO_THREADS = 2;
  private static final int SPARE_CONNECTIONS = 16;

  private final AsyncHttpClient http;
  private final Keys keys = new Keys();
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

  /**
   * @param permits calls in flight at most, over all engines
   */
  public EngineClients(int permits) {
    http = new DefaultAsyncHttpClient(config(permits));
  }

  /** Sized for the permits of all engines of a catalog. */
  public static EngineClients of(EngineCatalog catalog) {
    return new EngineClients(
        catalog.engines().values().stream().mapToInt(EngineSpec::permits).sum());
  }

  private static DefaultAsyncHttpClientConfig config(int permits) {
    return new DefaultAsyncHttpClientConfig.Builder()
        .setMaxRequestRetry(0)
        .setFollowRedirect(false)
        // connections that are closing or idle count too
        .setMaxConnections(2 * permits + SPARE_CONNECTIONS)
        .setConnectTimeout(Duration.ofSeconds(5))
        .setPooledConnectionIdleTimeout(Duration.ofSeconds(30))
        // a read timeout is defeated by keep-alive lines: the request's total time is what counts
        .setReadTimeout(NEVER)
        .setMaxDecompressedResponseSize(EngineJson.MAX_STREAM)
        .setHttp2Enabled(false)
        .setCookieStore(null)
        .setUserAgent("chorus")
        .setIoThreadsCount(IO_THREADS)
        .setThreadPoolName("chorus-engines")
        .setShutdownQuietPeriod(Duration.ZERO)
        .setShutdownTimeout(Duration.ofSeconds(5))
        .build();
  }

  /**
   * Asks once, in the name of the engine's first account; a second time only where the key was
   * refused, which bills nothing, and is another one now. The future never completes exceptionally
   * for what an engine, the network or the configuration of an account does; it completes on a
   * thread of the client, which must not be blocked. Cancelling it closes the connection.
   *
   * @param model as the engine names it
   * @param askId goes out as {@value #ASK_ID_HEADER}; printable ASCII
   * @param timeoutMs total time at most, in milliseconds, from now to the last byte; the engine's
   *     own limit counts where it is shorter
   */
  public CompletableFuture<EngineReply> ask(
      EngineSpec spec, String model, ChatRequest request, String askId, long timeoutMs) {
    return ask(spec, model, request, askId, timeoutMs, null);
  }

  /**
   * The same for one who listens: the engine is asked to stream.
   *
   * @param heard is told each piece of the answer's text as it comes, one after the other and all
   *     before the future completes, on a thread of the client: it must neither block nor throw.
   *     Null where nobody listens
   */
  public CompletableFuture<EngineReply> ask(
      EngineSpec spec,
      String model,
      ChatRequest request,
      String askId,
      long timeoutMs,
      Consumer<String> heard) {
    CompletableFuture<EngineReply> reply = new CompletableFuture<>();
    if (timeoutMs <= 0) {
      reply.complete(unsent(model, FailureClass.TRANSIENT, "no time left to ask"));
      return reply;
    }
    SecretRef reference = spec.accounts().get(0).key();
    try {
      String key = keys.of(reference);
      Attempt attempt = new Attempt(spec, model, request, askId, timeoutMs, heard);
      begin(
          attempt,
          key,
          reply,
          first -> {
            if (first.failure() == FailureClass.AUTH && keys.hasChanged(reference, key)) {
              begin(attempt, keys.of(reference), reply, reply::complete);
            } else {
              reply.complete(first);
            }
          });
    } catch (IllegalStateException e) {
      LOG.warn("a key is not to be had: {}", e.getMessage());
      reply.complete(unsent(model, FailureClass.AUTH, "the account's key is not to be had"));
    }
    return reply;
  }

  private record Attempt(
      EngineSpec spec,
      String model,
      ChatRequest request,
      String askId,
      long timeoutMs,
      Consumer<String> heard) {
    boolean isHeard() {
      return heard != null;
    }

    Consumer<String> listener() {
      return isHeard() ? heard : text -> {};
    }
  }

  private void begin(
      Attempt attempt,
      String key,
      CompletableFuture<EngineReply> whole,
      Consumer<EngineReply> then) {
    EngineSpec spec = attempt.spec();
    String model = attempt.model();
    WireProtocol protocol = WireProtocol.of(spec.protocol());
    EngineSpec.ModelSpec modelSpec = spec.models().get(model);
    boolean stream = attempt.isHeard() || (modelSpec != null && modelSpec.stream());
    WireRequest wire = protocol.encode(spec.baseUrl(), model, attempt.request(), key, stream);
    long firstTokenMs = modelSpec == null ? 0 : modelSpec.firstTokenMs();
    CompletableFuture<EngineReply> reply = new CompletableFuture<>();
    CompletableFuture<Void> unused = reply.thenAccept(then);
    CompletableFuture<EngineReply> unusedToo =
        whole.whenComplete((done, fault) -> reply.cancel(false));
    send(
        http(wire, attempt.askId(), Math.min(attempt.timeoutMs(), spec.timeoutMs())),
        new Exchange(protocol, model, attempt.listener(), reply),
        firstTokenMs,
        reply);
  }

  private static EngineReply unsent(String model, FailureClass failure, String detail) {
    return Outcome.failed(failure, detail).reply(model, 0, System.currentTimeMillis());
  }

  private static Request http(WireRequest wire, String askId, long timeoutMs) {
    RequestBuilder builder =
        new RequestBuilder("POST", true)
            .setUrl(wire.uri())
            .setHeader("Content-Type", "application/json")
            .setHeader("Accept", "application/json, text/event-stream")
            .setHeader(ASK_ID_HEADER, askId)
            .setBody(EngineJson.bytes(wire.body()))
            .setRequestTimeout(Duration.ofMillis(timeoutMs));
    wire.headers().forEach(builder::setHeader);
    return builder.build();
  }

  private void send(
      Request request, Exchange exchange, long firstTokenMs, CompletableFuture<EngineReply> reply) {
    open.add(exchange);
    CompletableFuture<EngineReply> unused =
        reply.whenComplete((done, fault) -> open.remove(exchange));
    try {
      ListenableFuture<Void> sent = http.executeRequest(request, exchange);
      cancelTogether(reply, sent);
      if (firstTokenMs > 0) {
        beginWithin(firstTokenMs, exchange, sent, reply);
      }
    } catch (IllegalStateException e) {
      // the client was closed meanwhile
      exchange.onThrowable(e);
    }
  }

  private static void cancelTogether(
      CompletableFuture<EngineReply> reply, ListenableFuture<Void> sent) {
    CompletableFuture<EngineReply> unused =
        reply.whenComplete(
            (done, fault) -> {
              if (reply.isCancelled()) {
                sent.cancel(true);
              }
            });
  }

  private static void beginWithin(
      long ms,
      Exchange exchange,
      ListenableFuture<Void> sent,
      CompletableFuture<EngineReply> reply) {
    CompletableFuture<Void> due =
        new CompletableFuture<Void>().completeOnTimeout(null, ms, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> unused =
        due.thenRunAsync(
            () -> {
              if (exchange.giveUpUnlessBegun()) {
                sent.cancel(true);
              }
            });
    CompletableFuture<EngineReply> unusedToo =
        reply.whenComplete((done, fault) -> due.cancel(false));
  }

  /**
   * Breaks off what is still open; its futures complete as {@code CUT_OFF}, or {@code TRANSIENT}
   * where nothing was sent.
   */
  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      throw new UncheckedIOException("engine clients did not close", e);
    } finally {
      // whom the closed connections don't tell would wait for ever: the timer is gone too
      open.forEach(exchange -> exchange.onThrowable(new ClosedChannelException()));
    }
  }
}

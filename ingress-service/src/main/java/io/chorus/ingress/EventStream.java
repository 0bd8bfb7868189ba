package io.chorus.ingress;

import io.chorus.contracts.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer as server-sent events, with a comment now and then so that no proxy on the way takes
 * the silence for an end. Used on the event loop only.
 */
final class EventStream {
  /** Proxies give up after a minute or half of one. */
  private static final long KEEP_ALIVE_MS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final Runnable taken;
  private final long keepAlive;

  private EventStream(RoutingContext context, Connections connections) {
    this.vertx = context.vertx();
    this.response = context.response();
    this.taken = () -> connections.heardFrom(context.request().connection());
    this.keepAlive = vertx.setPeriodic(KEEP_ALIVE_MS, tick -> write(": keep-alive\n\n"));
    context.addEndHandler(end -> vertx.cancelTimer(keepAlive));
  }

  /** Sends the head of the answer: from here on what goes wrong can only be told as an event. */
  static EventStream open(RoutingContext context, Connections connections) {
    context
        .response()
        .setStatusCode(200)
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        // nginx would keep the events together otherwise
        .putHeader("X-Accel-Buffering", "no");
    return new EventStream(context, connections);
  }

  /** Sends one event without a name. */
  void send(Object data) {
    write(line(data));
  }

  /** Sends one event with a name. */
  void send(String event, Object data) {
    write("event: " + event + "\n" + line(data));
  }

  private static String line(Object data) {
    return "data: " + new String(Json.write(data), StandardCharsets.UTF_8) + "\n\n";
  }

  /** Ends the stream in OpenAI's way. */
  void done() {
    write("data: [DONE]\n\n");
    end();
  }

  void end() {
    vertx.cancelTimer(keepAlive);
    if (isOpen()) {
      noted(response.end());
    }
  }

  /** False where the caller is gone, or all has been said. */
  boolean isOpen() {
    return !response.ended() && !response.closed();
  }

  private void write(String text) {
    if (isOpen()) {
      noted(response.write(Buffer.buffer(text)));
    }
  }

  private void noted(Future<Void> written) {
    written.onSuccess(sent -> taken.run()).onFailure(gone -> LOG.debug("the caller is gone", gone));
  }
}

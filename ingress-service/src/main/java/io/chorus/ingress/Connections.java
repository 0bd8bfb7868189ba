package io.chorus.ingress;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Closes connections that wait for their caller too long: to send a request, or to take an answer.
 * One that waits for a result is left alone, however long that takes. Used on the server's event
 * loop only.
 */
final class Connections {
  private static final long NOBODYS_TURN = Long.MAX_VALUE;

  private final int most;
  private final long patienceMs;

  /** Since when it has been the caller's turn, by the clock of {@link System#nanoTime}, in ms. */
  private final Map<HttpConnection, Long> callersTurn = new HashMap<>();

  Connections(int most, long patienceMs) {
    this.most = most;
    this.patienceMs = patienceMs;
  }

  /** Looks at all connections again and again, until Vert.x is closed. */
  void watch(Vertx vertx) {
    vertx.setPeriodic(patienceMs / 4, tick -> sweep());
  }

  void opened(HttpConnection connection) {
    if (callersTurn.size() >= most) {
      connection.close();
      return;
    }
    callersTurn.put(connection, now());
    connection.closeHandler(closed -> callersTurn.remove(connection));
  }

  /** Before all other handlers: the body, which has a limit of its own, and the work. */
  void request(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    callersTurn.replace(connection, NOBODYS_TURN);
    context.addHeadersEndHandler(answering -> callersTurn.replace(connection, now()));
    context.next();
  }

  /** The caller of a stream has taken what was sent: its patience begins anew. */
  void heardFrom(HttpConnection connection) {
    callersTurn.replace(connection, now());
  }

  private void sweep() {
    long now = now();
    List<HttpConnection> late =
        callersTurn.entrySet().stream()
            .filter(turn -> turn.getValue() != NOBODYS_TURN && now - turn.getValue() > patienceMs)
            .map(Map.Entry::getKey)
            .toList();
    late.forEach(HttpConnection::close);
  }

  int open() {
    return callersTurn.size();
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }
}

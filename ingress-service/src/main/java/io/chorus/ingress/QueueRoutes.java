package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.function.Predicate;

/**
 * {@code GET /v1/queues}: how the caller's work waits, an operator's being everyone's, and how the
 * engines do.
 */
final class QueueRoutes {
  private final QueueBoard board;
  private final Clock clock;

  QueueRoutes(QueueBoard board, Clock clock) {
    this.board = board;
    this.clock = clock;
  }

  void on(Api api) {
    api.get("/v1/queues", KeyScope.OBSERVE, this::show);
  }

  private void show(RoutingContext context) {
    Identity identity = Identity.of(context);
    Predicate<String> shown =
        identity.may(KeyScope.OPERATE) ? any -> true : identity.tenant()::equals;
    Replies.json(context, 200, QueueView.of(board.reports(), shown, clock.millis()));
  }
}

package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/** {@code GET /v1/queues}: how the caller's work waits, and how the engines do. */
final class QueueRoutes {
  private final QueueBoard board;
  private final Clock clock;

  QueueRoutes(QueueBoard board, Clock clock) {
    this.board = board;
    this.clock = clock;
  }

  void on(Api api) {
    api.get("/v1/queues", KeyScope.READ, this::show);
  }

  private void show(RoutingContext context) {
    QueueView view =
        QueueView.of(board.reports(), Identity.of(context).tenant()::equals, clock.millis());
    Replies.json(context, 200, view);
  }
}

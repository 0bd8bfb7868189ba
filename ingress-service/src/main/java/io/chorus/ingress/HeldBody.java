package io.chorus.ingress;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Holds back the body of a request while someone is asked about it: no part of it may come in
 * before there is someone to read it.
 */
final class HeldBody {
  private static final String HOLDS = "chorus.body.holds";

  private HeldBody() {}

  /**
   * Goes on with an answer, or refuses; the body comes in once nobody holds it back any more, as
   * what goes on may ask again. On the request's event loop.
   */
  static <T> void until(RoutingContext context, Future<T> answer, Handler<T> goOn) {
    context.request().pause();
    context.put(HOLDS, holds(context) + 1);
    answer
        .onSuccess(goOn)
        .onFailure(cause -> Replies.failure(context, cause))
        .onComplete(any -> release(context));
  }

  private static void release(RoutingContext context) {
    context.put(HOLDS, holds(context) - 1);
    if (holds(context) == 0) {
      context.request().resume();
    }
  }

  private static int holds(RoutingContext context) {
    return context.get(HOLDS, 0);
  }
}

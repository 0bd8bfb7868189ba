package io.chorus.ingress;

import io.chorus.connector.postgres.DatabaseException;
import io.vertx.core.Future;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a request that needs the database while that is away. */
final class NoDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(NoDatabase.class);

  private NoDatabase() {}

  /**
   * For {@link Future#recover}: refuses where the database is away; any other cause stays.
   *
   * @param what is not done, for the log
   */
  static <T> Function<Throwable, Future<T>> refuses(String what) {
    return cause -> {
      if (cause instanceof DatabaseException) {
        LOG.warn("{}: {}", what, cause.toString());
        return Future.failedFuture(Refusal.noDatabase().asException());
      }
      return Future.failedFuture(cause);
    };
  }
}

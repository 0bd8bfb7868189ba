package io.chorus.jobs;

import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.Letter;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Stores dead letters, and passes them on once they are stored. */
final class KeepFunction extends RichAsyncFunction<Letter, Letter> {
  private final PostgresConfig postgres;
  private transient Databases.Stores stores;
  private transient Map<Letter.Kind, Counter> kept;

  KeepFunction(PostgresConfig postgres) {
    this.postgres = postgres;
  }

  @Override
  public void open(OpenContext context) {
    stores = Databases.SHARED.acquire(postgres);
    kept = new EnumMap<>(Letter.Kind.class);
    for (Letter.Kind kind : Letter.Kind.values()) {
      kept.put(
          kind,
          getRuntimeContext()
              .getMetricGroup()
              .addGroup("kind", kind.wireName())
              .counter("deadLetters", new ThreadSafeSimpleCounter()));
    }
  }

  @Override
  public void asyncInvoke(Letter letter, ResultFuture<Letter> out) {
    Outcomes.pass(stores.letters().keep(letter), isNew -> counted(letter, isNew), out);
  }

  private Letter counted(Letter letter, boolean isNew) {
    kept.get(letter.kind()).inc(isNew ? 1 : 0);
    return letter;
  }

  @Override
  public void close() {
    if (stores != null) {
      Databases.SHARED.release(postgres);
    }
  }
}

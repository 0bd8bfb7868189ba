package io.chorus.jobs;

import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Letters;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.operators.lifecycle.Undeliverable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Writes the letter of a task that nobody answered, unless it had ended otherwise before. */
final class LetterFunction extends RichAsyncFunction<Undeliverable, Letter> {
  private final PostgresConfig postgres;
  private transient Databases.Stores stores;

  LetterFunction(PostgresConfig postgres) {
    this.postgres = postgres;
  }

  @Override
  public void open(OpenContext context) {
    stores = Databases.SHARED.acquire(postgres);
  }

  /** The first final state wins: what is stored decides, and is the same after every restart. */
  @Override
  public void asyncInvoke(Undeliverable task, ResultFuture<Letter> out) {
    Result result = task.result();
    CompletableFuture<byte[]> stored =
        stores
            .finals()
            .commit(result.tenant(), result.taskId(), result.state(), Json.write(result));
    Outcomes.passAll(stored, bytes -> letter(task, bytes), out);
  }

  private static List<Letter> letter(Undeliverable task, byte[] stored) {
    Result result = Json.readOwn(Payload.ofUtf8(stored).text(), Result.class);
    return result.state().isUnanswered()
        ? List.of(Letters.undeliverable(task.task(), result))
        : List.of();
  }

  @Override
  public void close() {
    if (stores != null) {
      Databases.SHARED.release(postgres);
    }
  }
}

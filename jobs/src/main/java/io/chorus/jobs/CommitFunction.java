package io.chorus.jobs;

import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.Json;
import io.chorus.contracts.Result;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Stores the first final state of a task and passes on what is stored, whoever stored it. */
final class CommitFunction extends RichAsyncFunction<Result, Committed> {
  private final PostgresConfig postgres;
  private transient Databases.Stores stores;

  CommitFunction(PostgresConfig postgres) {
    this.postgres = postgres;
  }

  @Override
  public void open(OpenContext context) {
    stores = Databases.SHARED.acquire(postgres);
  }

  @Override
  public void asyncInvoke(Result result, ResultFuture<Committed> out) {
    Outcomes.pass(
        stores
            .finals()
            .commit(result.tenant(), result.taskId(), result.state(), Json.write(result)),
        CommitFunction::committed,
        out);
  }

  private static Committed committed(byte[] stored) {
    String json = new String(stored, StandardCharsets.UTF_8);
    return new Committed(Json.readOwn(json, Result.class), stored);
  }

  @Override
  public void close() {
    if (stores != null) {
      Databases.SHARED.release(postgres);
    }
  }
}

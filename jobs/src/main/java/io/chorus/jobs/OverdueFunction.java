package io.chorus.jobs;

import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.Call;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Lets calls pass that no living process has in hand: they are sent again. */
final class OverdueFunction extends RichAsyncFunction<Call, Call> {
  private final PostgresConfig postgres;
  private transient Databases.Stores stores;

  OverdueFunction(PostgresConfig postgres) {
    this.postgres = postgres;
  }

  @Override
  public void open(OpenContext context) {
    stores = Databases.SHARED.acquire(postgres);
  }

  @Override
  public void asyncInvoke(Call call, ResultFuture<Call> out) {
    Outcomes.passAll(
        stores.lookup().isHeld(call.askId()), held -> held ? List.of() : List.of(call), out);
  }

  @Override
  public void close() {
    if (stores != null) {
      Databases.SHARED.release(postgres);
    }
  }
}

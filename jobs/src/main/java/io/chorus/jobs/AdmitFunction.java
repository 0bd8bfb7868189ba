package io.chorus.jobs;

import io.chorus.connector.postgres.Admission;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Task;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Gives every task its row, once; an id that already names another content is rejected. */
final class AdmitFunction extends RichAsyncFunction<Decoded, Admitted> {
  /** What the row of a task says of where it came from, unless the ingress has written it. */
  private static final String SOURCE = "stream";

  private final PostgresConfig postgres;
  private transient Databases.Stores stores;

  AdmitFunction(PostgresConfig postgres) {
    this.postgres = postgres;
  }

  @Override
  public void open(OpenContext context) {
    stores = Databases.SHARED.acquire(postgres);
  }

  @Override
  public void asyncInvoke(Decoded decoded, ResultFuture<Admitted> out) {
    Outcomes.pass(
        stores.tasks().admit(decoded.task(), SOURCE, decoded.raw().place()),
        admission -> admitted(decoded, admission),
        out);
  }

  private static Admitted admitted(Decoded decoded, Admission admission) {
    if (admission.isConflict()) {
      return new Admitted(null, RawRecords.conflict(decoded.raw(), decoded.task()));
    }
    Task task = decoded.task();
    return new Admitted(admission.redact() ? task.redacting() : task, null);
  }

  @Override
  public void close() {
    if (stores != null) {
      Databases.SHARED.release(postgres);
    }
  }
}

package io.chorus.jobs;

import io.chorus.connector.postgres.Admission;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.DeadLetter;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Problem;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Task;
import java.util.Base64;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Gives every task its row, once; an id that already names another content is rejected. */
final class AdmitFunction extends RichAsyncFunction<Task, Admitted> {
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
  public void asyncInvoke(Task task, ResultFuture<Admitted> out) {
    Outcomes.pass(stores.tasks().admit(task, SOURCE), admission -> admitted(task, admission), out);
  }

  private static Admitted admitted(Task task, Admission admission) {
    return admission == Admission.CONFLICT
        ? new Admitted(null, conflict(task))
        : new Admitted(task, null);
  }

  private static DeadLetter conflict(Task task) {
    Problem problem =
        new Problem("id", "names another task already", "the same content, or another id");
    return new DeadLetter(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.customId(),
        List.of(problem),
        task.acceptedAtMs(),
        Payload.of(Base64.getEncoder().encodeToString(task.payload().utf8())));
  }

  @Override
  public void close() {
    if (stores != null) {
      Databases.SHARED.release(postgres);
    }
  }
}

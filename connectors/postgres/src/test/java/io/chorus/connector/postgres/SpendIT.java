package io.chorus.connector.postgres;

import static io.chorus.connector.postgres.Calls.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.Spend.Dimension;
import io.chorus.connector.postgres.Spend.Line;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class SpendIT {
  private static final long ESTIMATE = Calls.ESTIMATE;

  private final Database database;
  private final String tenant = "tenant-" + id();

  SpendIT(Database database) {
    this.database = database;
  }

  @Test
  void whatWasSpentIsSummedUpAndWhatMayHaveBeenStandsApart() {
    Holder dead = Holder.acquire(database, "dead");
    Call takenOver = call();
    try (Ledger ledger = new Ledger(database, dead)) {
      ledger.claim(takenOver).join();
      ledger.claim(call()).join();
    }
    dead.close();
    try (Holder holder = Holder.acquire(database, "one");
        Ledger ledger = new Ledger(database, holder)) {
      Call answered = call();
      Call cutOff = call();
      Call unsent = call();
      String id = id();
      Call known = Calls.of(tenant, id, id, 1, 0, Call.Kind.HEDGE);
      List.of(takenOver, answered, cutOff, unsent, known)
          .forEach(call -> ledger.claim(call).join());
      ledger.record(takenOver, Calls.answer(takenOver, "yes")).join();
      ledger.record(answered, Calls.answer(answered, "yes")).join();
      ledger.record(cutOff, Calls.failure(cutOff, FailureClass.CUT_OFF)).join();
      ledger.release(unsent).join();
      ledger.record(known, Calls.cached(known)).join();

      assertThat(spent(Dimension.TENANT, Dimension.ENGINE, Dimension.MODEL))
          .containsExactly(
              new Line(
                  List.of(tenant, "openai", "model-1"),
                  5,
                  1,
                  3,
                  1,
                  1,
                  Calls.USAGE.plus(Calls.USAGE),
                  2 * Calls.COST,
                  3,
                  Calls.COST + 2 * ESTIMATE));
    }
  }

  @Test
  void whatIsOnItsWayIsNotAmbiguousYet() {
    try (Holder holder = Holder.acquire(database, "one");
        Ledger ledger = new Ledger(database, holder)) {
      ledger.claim(call()).join();

      assertThat(spent(Dimension.TENANT))
          .containsExactly(new Line(List.of(tenant), 1, 0, 0, 0, 0, Usage.NONE, 0, 0, 0));
    }
  }

  @Test
  void daysAndProjectsAreToldApart() {
    Call call = call();
    try (Holder holder = Holder.acquire(database, "one");
        Ledger ledger = new Ledger(database, holder);
        TaskStore tasks = new TaskStore(database)) {
      tasks.admit(Calls.task(call.taskId(), "hash"), "test", null).join();
      PostgresKit.update(
          database,
          "UPDATE tasks SET metadata = '{\"project\": \"apollo\"}' WHERE task_id = '"
              + call.taskId()
              + "'");
      ledger.claim(call).join();

      String today = Instant.now().atZone(ZoneOffset.UTC).toLocalDate().toString();
      assertThat(spent(Dimension.TENANT, Dimension.PROJECT, Dimension.DAY))
          .extracting(Line::of)
          .containsExactly(List.of(tenant, "apollo", today));
    }
  }

  private List<Line> spent(Dimension... by) {
    Instant now = Instant.now();
    return new Spend(database)
        .spent(List.of(by), tenant, now.minus(Duration.ofDays(2)), now.plus(Duration.ofDays(2)));
  }

  private Call call() {
    String id = id();
    return Calls.of(tenant, id, id, 1, 0);
  }
}

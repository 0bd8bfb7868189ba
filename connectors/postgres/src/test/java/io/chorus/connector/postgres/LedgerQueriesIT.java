package io.chorus.connector.postgres;

import static io.chorus.connector.postgres.Calls.answer;
import static io.chorus.connector.postgres.Calls.call;
import static io.chorus.connector.postgres.Calls.failure;
import static io.chorus.connector.postgres.Calls.id;
import static io.chorus.connector.postgres.Calls.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class LedgerQueriesIT {
  private final Database database;
  private final LedgerQueries queries;
  private Holder holder;
  private Ledger ledger;
  private TaskStore tasks;
  private FinalStore finals;

  LedgerQueriesIT(Database database) {
    this.database = database;
    this.queries = new LedgerQueries(database);
  }

  @BeforeEach
  void open() {
    holder = Holder.acquire(database, "queries");
    ledger = new Ledger(database, holder);
    tasks = new TaskStore(database);
    finals = new FinalStore(database);
  }

  @AfterEach
  void close() {
    ledger.close();
    holder.close();
    tasks.close();
    finals.close();
  }

  @Test
  void totalsCountOnlyTheTasksAskedFor() {
    String one = admitted();
    String two = admitted();
    String foreign = admitted();
    paid(call(one, one, 1));
    failed(call(two, two, 1));
    paid(call(two, two, 2, "claude", Long.MAX_VALUE));
    paid(call(foreign, foreign, 1));

    Map<String, EngineTotals> totals = queries.totals(List.of(one, two, id()));

    assertThat(totals)
        .isEqualTo(
            Map.of(
                "openai", new EngineTotals(2, 0, 1, 1, 11, 7, Calls.COST),
                "claude", new EngineTotals(1, 0, 1, 0, 11, 7, Calls.COST)));
  }

  @Test
  void everyRowIsRead() {
    List<Call> calls =
        IntStream.range(0, 500).mapToObj(i -> admitted()).map(id -> call(id, id, 1)).toList();
    List<CompletableFuture<Answer>> answers = calls.stream().map(this::pay).toList();
    answers.forEach(CompletableFuture::join);
    String ended = calls.get(0).taskId();
    finals.commit("default", ended, FinalState.SUCCEEDED, Json.write(Map.of("a", 1))).join();

    Set<String> taskIds = new HashSet<>();
    Set<AskId> claimed = new HashSet<>();
    Set<AskId> recorded = new HashSet<>();
    List<FinalRow> finalRows = new ArrayList<>();
    queries.forEachTask(task -> taskIds.add(task.taskId()));
    queries.forEachClaim(claim -> claimed.add(claim.ask()));
    queries.forEachRecord(row -> recorded.add(row.ask()));
    queries.forEachFinal(finalRows::add);

    List<AskId> asks = calls.stream().map(Call::askId).toList();
    assertThat(taskIds).containsAll(calls.stream().map(Call::taskId).toList());
    assertThat(claimed).containsAll(asks);
    assertThat(recorded).containsAll(asks);
    assertThat(finalRows)
        .anySatisfy(
            row -> {
              assertThat(row.taskId()).isEqualTo(ended);
              assertThat(row.state()).isEqualTo(FinalState.SUCCEEDED);
              assertThat(row.result().text()).isEqualTo("{\"a\":1}");
            });
  }

  private String admitted() {
    String id = id();
    tasks.admit(task(id, "hash"), "http", null).join();
    return id;
  }

  private CompletableFuture<Answer> pay(Call call) {
    return ledger.claim(call).thenCompose(claim -> ledger.record(call, answer(call, "paid")));
  }

  private void paid(Call call) {
    pay(call).join();
  }

  private void failed(Call call) {
    ledger.claim(call).join();
    ledger.record(call, failure(call, FailureClass.TRANSIENT)).join();
  }
}

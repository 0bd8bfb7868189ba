package io.chorus.connector.postgres;

import static io.chorus.connector.postgres.Calls.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.BudgetStore.Budget;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class BudgetsIT {
  private static final long ESTIMATE = Calls.ESTIMATE;

  private final Database database;
  private final BudgetStore budgets;
  private final String tenant = "tenant-" + id();
  private Holder holder;
  private Holder otherHolder;
  private Ledger ledger;
  private Ledger other;

  BudgetsIT(Database database) {
    this.database = database;
    this.budgets = new BudgetStore(database);
  }

  @BeforeEach
  void twoProcesses() {
    holder = Holder.acquire(database, "one");
    otherHolder = Holder.acquire(database, "two");
    ledger = new Ledger(database, holder);
    other = new Ledger(database, otherHolder);
  }

  @AfterEach
  void stop() {
    ledger.close();
    other.close();
    holder.close();
    otherHolder.close();
  }

  @Test
  void manyClaimsAtOnceNeverReserveMoreThanTheTenantMaySpend() {
    budgets.set(tenant, 100 * ESTIMATE + 1);
    List<CompletableFuture<Claim>> claims = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      claims.add(ledger.claim(call()));
      claims.add(other.claim(call()));
    }

    List<Claim> said = claims.stream().map(CompletableFuture::join).toList();

    assertThat(said.stream().filter(Claim.granted(0)::equals)).hasSize(100);
    assertThat(said.stream().filter(Claim.refused(Claim.Reason.OVER_BUDGET)::equals)).hasSize(700);
    assertThat(budget().reservedNanoUsd()).isEqualTo(100 * ESTIMATE);
  }

  @Test
  void theRealCostTakesTheEstimatesPlace() {
    budgets.set(tenant, 10 * ESTIMATE);
    Call call = call();
    ledger.claim(call).join();

    ledger.record(call, Calls.answer(call, "yes")).join();
    ledger.record(call, Calls.answer(call, "again")).join();

    assertThat(budget().reservedNanoUsd()).isZero();
    assertThat(budget().spentNanoUsd()).isEqualTo(Calls.COST);
  }

  @Test
  void whatWasCutOffCountsAsItWasEstimated() {
    budgets.set(tenant, 10 * ESTIMATE);
    Call call = call();
    ledger.claim(call).join();

    ledger.record(call, Calls.failure(call, FailureClass.TIMEOUT)).join();

    assertThat(budget().reservedNanoUsd()).isZero();
    assertThat(budget().spentNanoUsd()).isEqualTo(ESTIMATE);
  }

  @Test
  void whatIsReleasedIsNotReservedAnyMore() {
    budgets.set(tenant, ESTIMATE);
    Call call = call();
    Call another = call();
    ledger.claim(call).join();
    assertThat(ledger.claim(another).join()).isEqualTo(Claim.refused(Claim.Reason.OVER_BUDGET));

    ledger.release(call).join();

    assertThat(budget().reservedNanoUsd()).isZero();
    assertThat(other.claim(another).join()).isEqualTo(Claim.granted(0));
    assertThat(other.claim(call).join()).isEqualTo(Claim.refused(Claim.Reason.OVER_BUDGET));
  }

  @Test
  void aCopyOfWhatIsOnItsWayIsHeldEvenWhereNothingIsLeft() {
    budgets.set(tenant, ESTIMATE);
    Call call = call();
    ledger.claim(call).join();

    assertThat(ledger.claim(call).join()).isEqualTo(Claim.held());
    assertThat(other.claim(call).join()).isEqualTo(Claim.held());
  }

  @Test
  void anAskOfTheDeadMayHaveBeenBilledAndIsReservedOnceMore() {
    budgets.set(tenant, 2 * ESTIMATE);
    Call call = call();
    ledger.claim(call).join();
    ledger.close();
    holder.close();

    assertThat(other.claim(call).join()).isEqualTo(Claim.granted(1));
    assertThat(budget().reservedNanoUsd()).isEqualTo(2 * ESTIMATE);

    other.record(call, Calls.answer(call, "yes")).join();
    assertThat(budget().reservedNanoUsd()).isZero();
    assertThat(budget().spentNanoUsd()).isEqualTo(Calls.COST + ESTIMATE);
  }

  @Test
  void anAskOfTheDeadThatCannotBeAffordedAgainIsRefused() {
    budgets.set(tenant, ESTIMATE);
    Call call = call();
    ledger.claim(call).join();
    ledger.close();
    holder.close();

    assertThat(other.claim(call).join()).isEqualTo(Claim.refused(Claim.Reason.OVER_BUDGET));
  }

  @Test
  void asksOfTheDeadThatAreTakenOverAtOnceStayBelowTheTenantsLimit() {
    budgets.set(tenant, 30 * ESTIMATE);

    List<Claim> said = takenOver(IntStream.range(0, 20).mapToObj(i -> call()).toList());

    assertThat(said.stream().filter(Claim.granted(1)::equals)).hasSize(10);
    assertThat(said.stream().filter(Claim.refused(Claim.Reason.OVER_BUDGET)::equals)).hasSize(10);
    assertThat(budget().reservedNanoUsd()).isEqualTo(30 * ESTIMATE);
  }

  @Test
  void asksOfTheDeadThatAreTakenOverAtOnceStayBelowWhatTheirTaskMayCost() {
    String root = id();
    IntFunction<Call> ask = number -> Calls.of(tenant, root, root, number, 30 * ESTIMATE);

    List<Claim> said = takenOver(IntStream.rangeClosed(1, 20).mapToObj(ask).toList());

    assertThat(said.stream().filter(Claim.granted(1)::equals)).hasSize(10);
    assertThat(said.stream().filter(Claim.refused(Claim.Reason.OVER_BUDGET)::equals)).hasSize(10);
  }

  private List<Claim> takenOver(List<Call> calls) {
    calls.stream().map(call -> ledger.claim(call)).toList().forEach(CompletableFuture::join);
    ledger.close();
    holder.close();
    List<CompletableFuture<Claim>> claims = calls.stream().map(call -> other.claim(call)).toList();
    return claims.stream().map(CompletableFuture::join).toList();
  }

  @Test
  void aBudgetWithoutALimitCountsOnly() {
    budgets.set(tenant, null);
    Call call = call();

    assertThat(ledger.claim(call).join()).isEqualTo(Claim.granted(0));
    ledger.record(call, Calls.answer(call, "yes")).join();

    assertThat(budget().spentNanoUsd()).isEqualTo(Calls.COST);
    budgets.restart(tenant);
    assertThat(budget().spentNanoUsd()).isZero();
  }

  @Test
  void theAsksOfATaskTogetherStayBelowWhatItMayCost() {
    String root = id();
    List<Call> asks =
        IntStream.rangeClosed(1, 40)
            .mapToObj(number -> Calls.of(tenant, root, root, number, 10 * ESTIMATE))
            .toList();

    List<CompletableFuture<Claim>> claims = new ArrayList<>();
    asks.forEach(ask -> claims.add((ask.number() % 2 == 0 ? ledger : other).claim(ask)));

    List<Claim> said = claims.stream().map(CompletableFuture::join).toList();
    assertThat(said.stream().filter(Claim.granted(0)::equals)).hasSize(10);
    assertThat(said.stream().filter(Claim.refused(Claim.Reason.OVER_BUDGET)::equals)).hasSize(30);
  }

  @Test
  void whatATasksAskDidCostLeavesRoomForMore() {
    String root = id();
    Call first = Calls.of(tenant, root, root, 1, ESTIMATE + Calls.COST);
    Call second = Calls.of(tenant, root, root, 2, ESTIMATE + Calls.COST);
    ledger.claim(first).join();
    assertThat(ledger.claim(second).join()).isEqualTo(Claim.refused(Claim.Reason.OVER_BUDGET));

    ledger.record(first, Calls.failure(first, FailureClass.OVERLOADED)).join();

    assertThat(ledger.claim(second).join()).isEqualTo(Claim.granted(0));
  }

  @Test
  void connectionsCutUnderLoadReserveNothingTwice() {
    budgets.set(tenant, null);
    for (int wave = 0; wave < 4; wave++) {
      List<Call> calls = IntStream.range(0, 300).mapToObj(i -> call()).toList();
      List<CompletableFuture<Answer>> answers =
          calls.stream()
              .map(
                  call ->
                      ledger
                          .claim(call)
                          .thenCompose(claim -> ledger.record(call, Calls.answer(call, "paid"))))
              .toList();

      PostgresKit.cutConnections(database);

      answers.forEach(CompletableFuture::join);
    }
    assertThat(budget().reservedNanoUsd()).isZero();
    assertThat(budget().spentNanoUsd()).isEqualTo(4 * 300 * Calls.COST);
  }

  private Call call() {
    String id = id();
    return Calls.of(tenant, id, id, 1, 0);
  }

  private Budget budget() {
    return budgets.all().stream()
        .filter(budget -> budget.tenant().equals(tenant))
        .findFirst()
        .orElseThrow();
  }
}

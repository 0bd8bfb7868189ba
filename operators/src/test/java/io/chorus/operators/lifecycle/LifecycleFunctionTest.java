package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.Kit;
import io.chorus.operators.analysis.Kinds;
import io.chorus.operators.scheduling.Sought;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleFunctionTest {
  private static final long HEDGE_MS = Policy.DEFAULT.defaults().hedgeMs();

  private KeyedTwoInputStreamOperatorTestHarness<String, Told, Guidance, Call> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
    harness.setProcessingTime(Kit.NOW);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void nothingIsRememberedOfAFinishedTask() throws Exception {
    add(Kit.fixedTask());
    Call call = onlyCall();
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);

    answer(Kit.answered(call));

    assertThat(onlyResult().state()).isEqualTo(FinalState.SUCCEEDED);
    assertNothingRemembered();
  }

  @Test
  void bestOfJoinsTheAnswersOfAllItsEngines() throws Exception {
    add(Kit.task("chorus-auto", Strategy.BEST_OF, 0));
    List<Call> calls = calls();

    answer(Kit.answered(calls.get(2)));
    answer(Kit.failed(calls.get(0), FailureClass.CONTENT_REFUSED));
    assertThat(results()).isEmpty();
    answer(Kit.answered(calls.get(1)));

    assertThat(onlyResult().asks()).isEqualTo(3);
    assertNothingRemembered();
  }

  @Test
  void aTaskWithoutAnswerEndsAtItsDeadline() throws Exception {
    add(Kit.fixedTask());

    harness.setProcessingTime(Kit.DEADLINE);

    assertThat(onlyResult().state()).isEqualTo(FinalState.EXPIRED);
    assertNothingRemembered();
  }

  @Test
  void whatNobodyAnsweredIsToldWithItsTaskAndWhatWasAnsweredIsNot() throws Exception {
    Task task = Kit.fixedTask();
    add(task);
    answer(Kit.answered(onlyCall()));
    assertThat(undeliverable()).isEmpty();

    add(task);
    harness.setProcessingTime(Kit.DEADLINE);

    assertThat(undeliverable())
        .containsExactly(new Undeliverable(task, results().get(results().size() - 1)));
  }

  @Test
  void aTaskThatComesTwiceAsksOnce() throws Exception {
    add(Kit.fixedTask());
    add(Kit.fixedTask());

    assertThat(calls()).hasSize(1);
  }

  @Test
  void anAnswerOfAFinishedTaskIsCountedAndLeavesNothing() throws Exception {
    add(Kit.fixedTask());
    Call call = onlyCall();
    answer(Kit.answered(call));

    answer(Kit.answered(call));

    assertThat(results()).hasSize(1);
    assertNothingRemembered();
  }

  @Test
  void afterARestartAnswersThatAreThereComeBeforeTimersThatAreOverdue() throws Exception {
    add(Kit.fixedTask());
    Call call = onlyCall();
    restart();

    harness.setProcessingTime(Kit.DEADLINE + 5_000);
    assertThat(results()).isEmpty();
    answer(Kit.answered(call));

    assertThat(onlyResult().state()).isEqualTo(FinalState.SUCCEEDED);
    assertNothingRemembered();
  }

  @Test
  void afterARestartAnOverdueTaskWithoutAnswerStillEnds() throws Exception {
    add(Kit.fixedTask());
    restart();

    harness.setProcessingTime(Kit.DEADLINE + 5_000);
    harness.setProcessingTime(Kit.DEADLINE + 5_000 + LifecycleFunction.GRACE_MS);

    assertThat(onlyResult().state()).isEqualTo(FinalState.EXPIRED);
    assertNothingRemembered();
  }

  @Test
  void whoAsksWhereATaskIsIsToldOfEachOfItsOpenCalls() throws Exception {
    add(Kit.task("chorus-auto", Strategy.BEST_OF, 0));
    List<Call> calls = calls();
    answer(Kit.answered(calls.get(2)));

    ask("default", Kit.NOW);

    assertThat(sought())
        .extracting(Sought::call)
        .containsExactlyInAnyOrder(calls.get(0), calls.get(1));
    assertThat(sought()).extracting(Sought::of).containsOnly(2);
  }

  @Test
  void nobodyIsToldOfAnotherTenantsTaskNorLongAfterTheQuestion() throws Exception {
    add(Kit.fixedTask());

    ask("other", Kit.NOW);
    ask("default", Kit.NOW - 60_000);

    assertThat(sought()).isEmpty();
  }

  private void ask(String tenant, long atMs) throws Exception {
    harness.processElement1(Told.of(Inquiry.of(tenant, "who", Kit.ROOT, atMs)), 0);
  }

  private List<Sought> sought() {
    var sought = harness.getSideOutput(LifecycleFunction.SOUGHT);
    return sought == null ? List.of() : sought.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void aMoveThatIsHeardBeforeItsTaskCountsWhenItComes() throws Exception {
    hold(0, Lane.PRIORITY);
    restart();

    add(Kit.fixedTask());

    assertThat(calls()).extracting(Call::lane).containsExactly(Lane.PRIORITY);
    harness.setProcessingTime(Kit.DEADLINE + LifecycleFunction.GRACE_MS);
    assertNothingRemembered();
  }

  @Test
  void aTaskThatWasCancelledBeforeItCameAsksNobody() throws Exception {
    hold(Kit.NOW, null);

    add(Kit.fixedTask());

    assertThat(calls()).isEmpty();
    assertThat(onlyResult().state()).isEqualTo(FinalState.CANCELLED);
    assertNothingRemembered();
  }

  private void hold(long cancelledAtMs, Lane lane) throws Exception {
    for (Told told : Told.of(Kit.hold(false, cancelledAtMs, lane, 1))) {
      harness.processElement1(told, 0);
    }
  }

  @Test
  void whatWaitsForAHedgeIsForgottenWithItsTask() throws Exception {
    add(Kit.task("chorus-auto", Strategy.FIRST, 0));
    Call first = onlyCall();
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(2);

    harness.setProcessingTime(Kit.NOW + HEDGE_MS);
    Call second = onlyCall();
    assertThat(second.engine()).isNotEqualTo(first.engine());
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(2);
    answer(Kit.answered(second));

    assertThat(onlyResult().saved()).isEqualTo(1);
    assertNothingRemembered();
  }

  @Test
  void anAnswerBeforeTheHedgeSparesIt() throws Exception {
    add(Kit.task("chorus-auto", Strategy.FIRST, 0));

    answer(Kit.answered(onlyCall()));

    assertThat(onlyResult().asks()).isEqualTo(1);
    assertNothingRemembered();
  }

  @Test
  void aNewPolicyCountsForTheNextTaskAndAfterARestart() throws Exception {
    tell("{version: 2, defaults: {strategy: best-of, calls: 2}}");
    add(Kit.task("chorus-auto", null, 0));
    assertThat(calls()).hasSize(2);
    tell("{version: 1, defaults: {strategy: single}}");

    restart();
    add(Kit.task("root-2", "chorus-auto", null, 0, "public"));

    assertThat(calls()).hasSize(2);
  }

  @Test
  void howEnginesDidIsHandedOn() throws Exception {
    add(Kit.fixedTask());

    answer(Kit.answered(onlyCall()));

    assertThat(harness.getSideOutput(LifecycleFunction.OBSERVED))
        .extracting(record -> record.getValue().engine() + record.getValue().answers())
        .containsExactly("a1.0");
  }

  @Test
  void ofManySlowUrgentCallsTheBudgetHedgesAFew() throws Exception {
    tell("{version: 2, hedging: true}");
    for (String kind : Kinds.ALL) {
      for (String engine : List.of("a", "b", "c")) {
        EngineRecord record = new EngineRecord(engine, kind, 100, 1, 1, 1, 1, 900, Kit.NOW);
        harness.processElement2(Guidance.of(record), 0);
      }
    }
    for (int i = 0; i < 120; i++) {
      String id = "01234567-89ab-7def-8123-%012d".formatted(i);
      add(Kit.in(Lane.PRIORITY, Kit.task(id, "chorus-auto", Strategy.SINGLE, 0, "public")));
    }
    assertThat(calls()).hasSize(120);

    harness.setProcessingTime(Kit.NOW + 900);

    assertThat(calls()).extracting(Call::kind).containsExactly(Call.Kind.HEDGE, Call.Kind.HEDGE);
    harness.setProcessingTime(Kit.NOW + 60_000);
    assertThat(calls()).isEmpty();
  }

  private void tell(String policy) throws Exception {
    harness.processElement2(Guidance.of(Policy.parse(policy)), 0);
  }

  private void assertNothingRemembered() {
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  private void restart() throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
  }

  private void add(Task task) throws Exception {
    harness.processElement1(Told.of(task), 0);
  }

  private void answer(Answer answer) throws Exception {
    harness.processElement1(Told.of(answer), 0);
  }

  private List<Call> calls() {
    List<Call> calls = harness.extractOutputValues();
    harness.getOutput().clear();
    return calls;
  }

  private Call onlyCall() {
    List<Call> calls = calls();
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  private List<Result> results() {
    var results = harness.getSideOutput(LifecycleFunction.FINISHED);
    return results == null ? List.of() : results.stream().map(StreamRecord::getValue).toList();
  }

  private List<Undeliverable> undeliverable() {
    var told = harness.getSideOutput(LifecycleFunction.UNDELIVERABLE);
    return told == null ? List.of() : told.stream().map(StreamRecord::getValue).toList();
  }

  private Result onlyResult() {
    assertThat(results()).hasSize(1);
    return results().get(0);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Told, Guidance, Call> harness()
      throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(
            new LifecycleFunction(Kit.CATALOG, Policy.DEFAULT),
            List.of(LifecycleFunction.GUIDANCE)),
        Told::taskId,
        null,
        Types.STRING);
  }
}

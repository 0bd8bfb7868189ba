package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecyclePolicyTest {
  private static final String REFUSAL = "I'm sorry, but I can't help with that.";
  private final LifecyclePolicy policy = new LifecyclePolicy(Kit.CATALOG);

  private long now = Kit.NOW;
  private boolean outage;
  private Step step;
  private long holds;

  @Test
  void aSingleTaskAsksOneEngineAndEndsWithItsAnswer() {
    start(Kit.fixedTask());

    Call call = onlyCall();
    assertThat(call.askId()).hasToString(Kit.ROOT + "/1/0/" + Kit.ROOT + "/1");
    assertThat(call.requestHash()).hasSize(64);
    answer(Kit.answered(call));

    Result result = result(FinalState.SUCCEEDED);
    assertThat(result.engine()).isEqualTo("a");
    assertThat(result.asks()).isEqualTo(1);
    assertThat(result.rounds()).isEqualTo(1);
    assertThat(result.usage()).isEqualTo(new Usage(10, 20));
    assertThat(result.costNanoUsd()).isEqualTo(50_000);
  }

  @Test
  void whatMayPassIsAskedOfTheSameEngineAfterAGrowingWait() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));
    Call first = onlyCall();

    Call second = failAndAskAgain(first, FailureClass.TRANSIENT);
    Call third = failAndAskAgain(second, FailureClass.OVERLOADED);
    Call fourth = failAndAskAgain(third, FailureClass.TIMEOUT);

    assertThat(second.engine()).isEqualTo(first.engine());
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.notBeforeMs()).isBetween(now + 500, now + 625);
    assertThat(third.notBeforeMs()).isBetween(now + 1_000, now + 1_250);
    assertThat(fourth.engine()).isNotEqualTo(first.engine());
    assertThat(fourth.notBeforeMs()).isZero();
  }

  @Test
  void aCancelledTaskEndsAtOnce() {
    start(Kit.fixedTask());

    step = policy.hold(step.progress(), hold(false, Kit.NOW, null), now);

    assertThat(result(FinalState.CANCELLED).errorCode()).isEqualTo("cancelled");
  }

  @Test
  void aTaskWhoseCallIsRefusedAsCancelledEndsCancelled() {
    start(Kit.fixedTask());

    answer(Kit.failed(onlyCall(), FailureClass.REFUSED, "CANCELLED", 0));

    assertThat(result(FinalState.CANCELLED).errorCode()).isEqualTo("cancelled");
  }

  @Test
  void aPausedTaskAsksAtOnceWhenItIsResumed() {
    start(Kit.fixedTask());
    Call first = onlyCall();

    step = policy.hold(step.progress(), hold(true, 0, null), now);
    assertThat(step.calls()).isEmpty();
    answer(Kit.failed(first, FailureClass.WITHDRAWN, "PAUSED", 0));
    Call look = onlyCall();
    step = policy.hold(step.progress(), hold(false, 0, null), now);

    assertThat(onlyCall().askId()).isEqualTo(look.askId());
    assertThat(onlyCall().notBeforeMs()).isZero();
    answer(Kit.failed(first, FailureClass.WITHDRAWN, "PAUSED", 0));
    assertThat(step.calls()).isEmpty();
  }

  @Test
  void aPausedTaskLooksEachMinuteWhetherItIsStillWanted() {
    start(Kit.fixedTask());
    Call call = onlyCall();
    step = policy.hold(step.progress(), hold(true, 0, null), now);
    for (int i = 0; i < 20; i++) {
      call = withdrawnByThePause(call);
    }
    assertThat(call.notBeforeMs() - now).isEqualTo(64_000);

    answer(Kit.failed(call, FailureClass.REFUSED, "CANCELLED", 0));

    result(FinalState.CANCELLED);
  }

  @Test
  void aCallOfAPausedBatchIsTriedAgainAndWaitsInItsFlow() {
    start(Kit.fixedTask());

    answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, "PAUSED", 0));

    assertThat(onlyCall().notBeforeMs()).isEqualTo(now + Failures.PAUSED_LOOK_MS);
  }

  @Test
  void aMovedTaskSendsTheSameAskThroughItsNewLane() {
    start(Kit.fixedTask());
    Call before = onlyCall();

    step = policy.hold(step.progress(), hold(false, 0, Lane.PRIORITY), now);

    assertThat(onlyCall().askId()).isEqualTo(before.askId());
    assertThat(onlyCall().lane()).isEqualTo(Lane.PRIORITY);
  }

  @Test
  void aMovedRetryIsCountedOnce() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));
    Call retry = failAndAskAgain(onlyCall(), FailureClass.TRANSIENT);
    assertThat(retry.kind()).isEqualTo(Call.Kind.RETRY);

    now = retry.notBeforeMs();
    step = policy.hold(step.progress(), hold(false, 0, Lane.BATCH), now);

    assertThat(onlyCall().askId()).isEqualTo(retry.askId());
    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.NEW);
  }

  @Test
  void aMovedCallLeavesNoSoonerThanItsEngineSaid() {
    start(Kit.fixedTask());
    answer(Kit.failed(onlyCall(), FailureClass.RATE_LIMITED, "slow down", 60_000));
    Call waiting = onlyCall();

    step = policy.hold(step.progress(), hold(false, 0, Lane.PRIORITY), now);

    assertThat(onlyCall().lane()).isEqualTo(Lane.PRIORITY);
    assertThat(onlyCall().askId()).isEqualTo(waiting.askId());
    assertThat(onlyCall().notBeforeMs()).isEqualTo(waiting.notBeforeMs());
    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.RETRY);
  }

  @Test
  void aMovedTaskGoesBackToItsOwnLane() {
    start(Kit.fixedTask());
    step = policy.hold(step.progress(), hold(false, 0, Lane.PRIORITY), now);

    step = policy.hold(step.progress(), hold(false, 0, null), now);

    assertThat(onlyCall().lane()).isEqualTo(Kit.fixedTask().lane());
    answer(Kit.answered(onlyCall()));
    assertThat(result(FinalState.SUCCEEDED).lane()).isEqualTo(Kit.fixedTask().lane());
  }

  @Test
  void anOlderHoldThatIsToldAgainChangesNothing() {
    start(Kit.fixedTask());
    Hold older = hold(false, 0, Lane.BATCH);
    step = policy.hold(step.progress(), hold(false, 0, Lane.PRIORITY), now);

    Step told = policy.hold(step.progress(), older, now);

    assertThat(told).isEqualTo(Step.open(step.progress(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISABLED", "RETRIES"})
  void whatADisabledEngineOrOneWithoutRetriesSendsBackIsAskedElsewhereAtOnce(String why) {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));
    Call first = onlyCall();

    answer(Kit.failed(first, FailureClass.WITHDRAWN, why, 0));

    assertThat(onlyCall().engine()).isNotEqualTo(first.engine());
    assertThat(onlyCall().notBeforeMs()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISABLED", "RETRIES"})
  void suchAnEngineThatHasNoAlternativeIsWaitedForWithoutEnd(String why) {
    start(Kit.fixedTask());

    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, why, 0));
      waits.add(onlyCall().notBeforeMs() - now);
    }
    assertThat(waits).startsWith(2_000L, 4_000L, 8_000L).endsWith(64_000L, 64_000L);
  }

  @Test
  void onlyWhatItsEngineHasFailedIsARetryAndStaysOneUntilItIsSent() {
    start(Kit.fixedTask());
    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.NEW);

    answer(Kit.failed(onlyCall(), FailureClass.TRANSIENT));
    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.RETRY);
    answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, "RETRIES", 0));
    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.RETRY);
    answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, "NO_ROOM", 700));

    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.NEW);
  }

  @Test
  void anotherEngineInPlaceOfOneThatFailsIsNoRetry() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));

    answer(Kit.failed(onlyCall(), FailureClass.CONTENT_REFUSED));

    assertThat(onlyCall().kind()).isEqualTo(Call.Kind.NEW);
  }

  @Test
  void aPauseThatOutlastsTheHedgeOnlyPutsItOff() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.FIRST, 0));
    step = policy.hold(step.progress(), hold(true, 0, null), now);
    now = step.progress().wakeAtMs();
    step = policy.wake(step.progress(), now);
    assertThat(step.calls()).isEmpty();

    step = policy.hold(step.progress(), hold(false, 0, null), now);

    assertThat(step.progress().wakeAtMs()).isGreaterThan(now);
    assertThat(policy.wake(step.progress(), step.progress().wakeAtMs()).calls()).hasSize(1);
  }

  private Hold hold(boolean paused, long cancelledAtMs, Lane lane) {
    holds++;
    return Kit.hold(paused, cancelledAtMs, lane, holds);
  }

  @Test
  void anEngineIsWaitedForAsLongAsItAsks() {
    start(Kit.fixedTask());

    answer(Kit.failed(onlyCall(), FailureClass.RATE_LIMITED, "slow down", 20_000));

    assertThat(onlyCall().notBeforeMs()).isBetween(now + 20_000, now + 25_000);
  }

  @Test
  void whoCanNotBeWaitedForIsLeft() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));
    Call first = onlyCall();

    answer(Kit.failed(first, FailureClass.RATE_LIMITED, "tomorrow", 86_400_000));

    assertThat(onlyCall().engine()).isNotEqualTo(first.engine());
  }

  @ParameterizedTest
  @EnumSource(names = {"QUOTA_EXHAUSTED", "CONTENT_REFUSED", "AUTH", "MODEL_GONE", "GARBLED"})
  void whatWouldHappenAgainIsAskedElsewhereAndThenNotAtAll(FailureClass failure) {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));

    Call second = failAndAskAgain(onlyCall(), failure);
    Call third = failAndAskAgain(second, failure);
    answer(Kit.failed(third, failure));

    assertThat(third.engine()).isNotEqualTo(second.engine());
    Result result = result(FinalState.FAILED);
    assertThat(result.errorCode()).isEqualTo(failure.name().toLowerCase(java.util.Locale.ROOT));
    assertThat(result.failures()).containsEntry(failure.name(), 3);
  }

  @Test
  void aNamedEngineIsAskedTwelveTimesBeforeTheTaskFails() {
    start(Kit.fixedTask());

    int asks = 1;
    while (!step.isFinished()) {
      Call call = onlyCall();
      now = Math.max(now, call.notBeforeMs());
      answer(Kit.failed(call, FailureClass.TRANSIENT));
      asks += step.calls().size();
    }

    assertThat(asks).isEqualTo(12);
    assertThat(now - Kit.NOW).isBetween(120_000L, 600_000L);
    assertThat(result(FinalState.FAILED).asks()).isEqualTo(12);
  }

  @Test
  void theCallersFaultEndsTheTask() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));

    answer(Kit.failed(onlyCall(), FailureClass.CALLER_FAULT, "no such parameter", 0));

    assertThat(result(FinalState.FAILED).errorMessage()).isEqualTo("no such parameter");
  }

  @Test
  void whatAClaimRefusesEndsAsItIsStored() {
    start(Kit.fixedTask());
    Step open = step;

    answer(Kit.failed(onlyCall(), FailureClass.REFUSED, "LATE", 0));
    result(FinalState.EXPIRED);

    step = open;
    answer(Kit.failed(onlyCall(), FailureClass.REFUSED, "FINAL", 0));
    result(FinalState.FAILED);
  }

  @Test
  void whatWasTakenBackIsAskedAgainAndBurnsNoRetry() {
    start(Kit.fixedTask());

    for (int i = 0; i < 50; i++) {
      failAndAskAgain(onlyCall(), FailureClass.WITHDRAWN);
    }

    assertThat(onlyCall().number()).isEqualTo(51);
    assertThat(step.progress().totals().tries()).isZero();
  }

  @Test
  void anAskThatFoundNoRoomIsMadeAgainWhenThereMayBe() {
    start(Kit.fixedTask());

    answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, "NO_ROOM", 7_000));

    assertThat(onlyCall().number()).isEqualTo(2);
    assertThat(onlyCall().notBeforeMs()).isEqualTo(now + 7_000);
    assertThat(step.progress().totals().tries()).isZero();
  }

  @Test
  void whereThereIsRoomTooLateAnotherEngineIsAsked() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0));
    Call first = onlyCall();

    answer(Kit.failed(first, FailureClass.WITHDRAWN, "NO_ROOM", 86_400_000));

    assertThat(onlyCall().engine()).isNotEqualTo(first.engine());
  }

  @Test
  void aLowGradeAsksOthersAndTheBestOfAllWins() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0.9));
    Call first = onlyCall();

    answer(Kit.answered(first, REFUSAL));
    Call second = onlyCall();
    answer(Kit.answered(second, "Because.".repeat(100)));
    Call third = onlyCall();
    answer(Kit.answered(third, ""));

    assertThat(List.of(first.round(), second.round(), third.round())).containsExactly(1, 2, 3);
    assertThat(List.of(first.engine(), second.engine(), third.engine()))
        .containsExactlyInAnyOrder("a", "b", "c");
    Result result = result(FinalState.SUCCEEDED);
    assertThat(result.engine()).isEqualTo(second.engine());
    assertThat(result.reasons()).containsExactly("repetition");
    assertThat(result.usage()).isEqualTo(new Usage(30, 60));
  }

  @Test
  void aLowGradeIsBetterThanNothing() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.SINGLE, 0.9));
    answer(Kit.answered(onlyCall(), REFUSAL));

    while (!step.isFinished()) {
      answer(Kit.failed(onlyCall(), FailureClass.TRANSIENT));
    }

    assertThat(result(FinalState.SUCCEEDED).reasons()).containsExactly("refusal");
  }

  @Test
  void bestOfWaitsForAllAndTakesTheBest() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.BEST_OF, 0));
    List<Call> calls = step.calls();
    assertThat(calls).extracting(Call::slot).containsExactly(0, 1, 2);

    answer(Kit.answered(calls.get(2)));
    answer(Kit.answered(calls.get(0), REFUSAL));
    assertThat(step.isFinished()).isFalse();
    answer(Kit.failed(calls.get(1), FailureClass.CALLER_FAULT));

    assertThat(result(FinalState.SUCCEEDED).engine()).isEqualTo(calls.get(2).engine());
  }

  @Test
  void bestOfRetriesEachSlotOnItsOwnEngineAndTheLastOneOnAll() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.BEST_OF, 0));
    List<Call> open = new java.util.ArrayList<>(step.calls());

    int asks = open.size();
    while (!open.isEmpty()) {
      Call call = open.remove(0);
      answer(Kit.failed(call, FailureClass.TRANSIENT));
      if (!open.isEmpty()) {
        assertThat(step.calls()).allMatch(next -> next.engine().equals(call.engine()));
      }
      open.addAll(step.calls());
      asks += step.calls().size();
    }

    assertThat(asks).isEqualTo(12);
    result(FinalState.FAILED);
  }

  @Test
  void duplicatesAndOldFailuresChangeNothing() {
    start(Kit.fixedTask());
    Call first = onlyCall();
    Call second = failAndAskAgain(first, FailureClass.TRANSIENT);

    assertThat(
            policy.answer(step.progress(), Kit.failed(first, FailureClass.TRANSIENT), false, now))
        .isEqualTo(Step.open(step.progress(), List.of()));
    Call third = failAndAskAgain(second, FailureClass.TRANSIENT);

    assertThat(third.number()).isEqualTo(3);
    assertThat(step.progress().totals().tries()).isEqualTo(2);
  }

  @Test
  void theAnswerOfAnOlderAskIsTaken() {
    start(Kit.fixedTask());
    Call first = onlyCall();
    failAndAskAgain(first, FailureClass.TIMEOUT);

    answer(Kit.answered(first));

    assertThat(result(FinalState.SUCCEEDED).asks()).isEqualTo(2);
  }

  @Test
  void theDeadlineTakesTheBestSoFarOrExpires() {
    start(Kit.task(EngineCatalog.AUTO, Strategy.BEST_OF, 0));
    step = policy.deadline(step.progress(), Kit.DEADLINE);
    assertThat(result(FinalState.EXPIRED).errorCode()).isEqualTo("deadline_exceeded");

    start(Kit.task(EngineCatalog.AUTO, Strategy.BEST_OF, 0));
    answer(Kit.answered(step.calls().get(0)));
    step = policy.deadline(step.progress(), Kit.DEADLINE);
    result(FinalState.SUCCEEDED);
  }

  @Test
  void whatCanNotBeAskedEndsAtOnce() {
    start(Kit.task("r", "a/m-a", null, 0, "secret"));
    assertThat(result(FinalState.FAILED).errorCode()).isEqualTo("no_engine");
    assertThat(step.result().rounds()).isZero();

    now = Kit.DEADLINE;
    start(Kit.fixedTask());
    result(FinalState.EXPIRED);
  }

  @Test
  void anOutageFailsNoTaskThatHasTimeLeft() {
    outage = true;
    start(Kit.fixedTask());
    Call call = onlyCall();
    int asks = 0;

    while (now < Kit.DEADLINE - Backoff.BASE_MS) {
      call = failAndAskAgain(call, FailureClass.TRANSIENT);
      now = Math.max(now + 1, call.notBeforeMs());
      asks++;
    }

    assertThat(call.notBeforeMs()).isLessThan(Kit.DEADLINE);
    assertThat(step.progress().totals().tries()).isZero();
    assertThat(asks).isBetween(80, 200);
    outage = false;
    answer(Kit.answered(call));
    result(FinalState.SUCCEEDED);
  }

  @Test
  void whatAnEngineSaysItNeedsBeyondTheDeadlineIsNotWaitedFor() {
    outage = true;
    start(Kit.fixedTask());

    answer(Kit.failed(onlyCall(), FailureClass.OVERLOADED, "busy", Kit.DEADLINE - now));

    result(FinalState.FAILED);
  }

  @Test
  void anEngineWithoutRetriesIsAskedOnceMoreBeforeTheDeadline() {
    start(Kit.fixedTask());
    for (int i = 0; i < 10; i++) {
      answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, "RETRIES", 0));
    }

    now = Kit.DEADLINE - 20_000;
    answer(Kit.failed(onlyCall(), FailureClass.WITHDRAWN, "RETRIES", 0));

    assertThat(onlyCall().notBeforeMs()).isEqualTo(now + 10_000);
  }

  @Test
  void withEveryEngineOutTheLastSlotOfBestOfWaits() {
    outage = true;
    start(Kit.task(EngineCatalog.AUTO, Strategy.BEST_OF, 0));
    List<Call> open = new ArrayList<>(step.calls());

    while (now < Kit.DEADLINE - Backoff.BASE_MS) {
      Call call = open.remove(0);
      answer(Kit.failed(call, FailureClass.TRANSIENT));
      open.addAll(step.calls());
      assertThat(open).isNotEmpty();
      now = Math.max(now + 1, open.get(0).notBeforeMs());
    }

    outage = false;
    answer(Kit.answered(open.get(0)));
    result(FinalState.SUCCEEDED);
  }

  private void start(Task task) {
    step = policy.start(task, null, Kit.KNOWN, now);
  }

  private void answer(Answer answer) {
    step = policy.answer(step.progress(), answer, outage, now);
  }

  private Call failAndAskAgain(Call call, FailureClass failure) {
    answer(Kit.failed(call, failure));
    return onlyCall();
  }

  private Call withdrawnByThePause(Call call) {
    now = Math.max(now, call.notBeforeMs());
    answer(Kit.failed(call, FailureClass.WITHDRAWN, "PAUSED", 0));
    return onlyCall();
  }

  private Call onlyCall() {
    assertThat(step.calls()).hasSize(1);
    return step.calls().get(0);
  }

  private Result result(FinalState state) {
    assertThat(step.isFinished()).isTrue();
    assertThat(step.result().state()).isEqualTo(state);
    return step.result();
  }
}

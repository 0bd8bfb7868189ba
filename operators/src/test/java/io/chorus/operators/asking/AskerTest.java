package io.chorus.operators.asking;

import static io.chorus.operators.asking.Desk.bulk;
import static io.chorus.operators.asking.Desk.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Account;
import io.chorus.contracts.AccountChange;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Limits;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskerTest {
  private static final long COST = 1_000 * 1_000 + 100 * 2_000;

  private final Desk desk = new Desk();

  @Test
  void aCallIsClaimedThenSentThenRecordedThenEmitted() {
    Call call = bulk("t");

    CompletableFuture<Answer> answer = desk.ask(call);
    desk.answer(call);

    assertThat(desk.journal).containsExactly("claim t", "send t", "record t", "emit t");
    assertThat(answer.join().askId()).isEqualTo(call.askId());
    assertThat(answer.join().engine()).isEqualTo("a");
    assertThat(answer.join().answeredBy()).isEqualTo("a");
    assertThat(answer.join().model()).isEqualTo("m-a-2026");
    assertThat(answer.join().usage()).isEqualTo(new Usage(1_000, 100));
    assertThat(answer.join().costNanoUsd()).isEqualTo(COST);
    assertThat(answer.join().replayed()).isFalse();
    assertThat(answer.join().payload().text())
        .isEqualTo(Json.writeText(new ChatAnswer("Because.", "stop")));
  }

  @Test
  void dataThatTheEngineMayNotSeeIsNeitherClaimedNorSent() {
    Call call = secret("a");

    Answer answer = desk.ask(call).join();

    assertThat(answer.failure()).isEqualTo(FailureClass.REFUSED);
    assertThat(answer.detail()).isEqualTo("NOT_ALLOWED");
    assertThat(desk.journal).containsExactly("emit t");
    desk.start(secret("c"));
    assertThat(desk.journal).endsWith("claim t", "send t");
  }

  private static Call secret(String engine) {
    Call call = Kit.call(engine, Lane.BATCH, "t");
    return new Call(
        call.schemaVersion(),
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        call.number(),
        call.batch(),
        call.engine(),
        call.model(),
        call.lane(),
        "secret",
        call.acceptedAtMs(),
        call.createdAtMs(),
        call.notBeforeMs(),
        call.deadlineMs(),
        call.estimatedTokens(),
        call.estimatedNanoUsd(),
        call.maxCostNanoUsd(),
        call.cacheMaxAgeMs(),
        call.kind(),
        false,
        call.requestHash(),
        call.payload());
  }

  @Test
  void whatAProcessThatWasSilentTooLongWasGrantedIsGivenBack() {
    Call call = bulk("t");
    CompletableFuture<Claimed> claim = desk.ledger.slowClaim();
    CompletableFuture<Answer> answer = desk.ask(call);
    desk.ledger.lapse();
    claim.complete(Claimed.GRANTED);
    desk.worker.runReady();

    assertThat(desk.journal).containsExactly("claim t", "release t");
    desk.worker.advance(5_000);
    desk.answer(call);

    assertThat(answer.join().answered()).isTrue();
  }

  @Test
  void anAskWithWhichProcessesHaveDiedGoesAloneAmongSuch() {
    desk.ledger.willSay(Claimed.SUSPECT, Claimed.GRANTED, Claimed.SUSPECT);
    CompletableFuture<Answer> suspect = desk.ask(bulk("suspect"));
    CompletableFuture<Answer> other = desk.ask(urgent("other"));
    desk.start(urgent("innocent"));
    assertThat(desk.journal)
        .contains("claim alone suspect", "send suspect", "send innocent")
        .doesNotContain("claim alone other");

    desk.answer(bulk("suspect"));
    assertThat(desk.journal).contains("claim alone other");
    desk.answer(urgent("other"));

    assertThat(suspect).isCompleted();
    assertThat(other).isCompleted();
  }

  @Test
  void nothingIsEmittedBeforeTheLedgerHasIt() {
    Call call = bulk("t");
    CompletableFuture<Answer> record = desk.ledger.slowRecord();
    CompletableFuture<Answer> answer = desk.ask(call);

    desk.answer(call);

    assertThat(answer).isNotDone();
    record.complete(Kit.answered(call));
    assertThat(answer).isDone();
  }

  @Test
  void thePlaceIsFreeOnceTheEngineHasAnsweredWhateverTheLedgerDoes() {
    List<Call> calls = desk.occupied();
    CompletableFuture<Answer> waiting = desk.ask(urgent("next"));
    CompletableFuture<Answer> unfinished = desk.ledger.slowRecord();

    desk.answer(calls.get(0));

    assertThat(desk.journal).contains("record p1", "send next").doesNotContain("emit p1");
    assertThat(waiting).isNotDone();
    assertThat(unfinished).isNotDone();
  }

  @Test
  void aFailureThatWasBilledIsBilled() {
    Call call = bulk("t");
    CompletableFuture<Answer> answer = desk.ask(call);

    desk.engine.reply(
        call, ScriptedEngine.failed(call, FailureClass.GARBLED, new Usage(1_000, 100)));

    assertThat(answer.join().failure()).isEqualTo(FailureClass.GARBLED);
    assertThat(answer.join().costNanoUsd()).isEqualTo(COST);
    assertThat(answer.join().retryAfterMs()).isEqualTo(7);
    assertThat(answer.join().payload().text()).isEmpty();
    assertThat(desk.journal).contains("record t");
  }

  @Test
  void anEarlierRecordWinsAndCountsAsAReplay() {
    Call call = bulk("t");
    CompletableFuture<Answer> record = desk.ledger.slowRecord();
    CompletableFuture<Answer> answer = desk.ask(call);
    desk.answer(call);

    record.complete(Kit.answered(Kit.call("b", Lane.STANDARD, "t"), "Said before."));

    assertThat(answer.join().payload().text()).contains("Said before.");
    assertThat(answer.join().answeredBy()).isEqualTo("b");
    assertThat(answer.join().engine()).isEqualTo("a");
    assertThat(answer.join().lane()).isEqualTo(Lane.BATCH);
    assertThat(answer.join().replayed()).isTrue();
  }

  @Test
  void whatTheLedgerReplaysIsNotSent() {
    Call call = bulk("t");
    Answer known = Kit.answered(call);
    desk.ledger.willSay(Claimed.replay(known));

    CompletableFuture<Answer> answer = desk.ask(call);

    assertThat(answer.join()).isSameAs(known);
    assertThat(desk.journal).containsExactly("claim t", "emit t");
  }

  @Test
  void whatTheLedgerRefusesIsAFailureWithItsReason() {
    desk.ledger.willSay(Claimed.refused("LATE"));

    CompletableFuture<Answer> answer = desk.ask(bulk("t"));

    assertThat(answer.join().failure()).isEqualTo(FailureClass.REFUSED);
    assertThat(answer.join().detail()).isEqualTo("LATE");
    assertThat(answer.join().sentAtMs()).isZero();
    assertThat(answer.join().usage()).isEqualTo(Usage.NONE);
    assertThat(desk.journal).containsExactly("claim t", "emit t");
  }

  @Test
  void whatIsNotSentGivesItsPlaceBack() {
    List<Call> calls = desk.occupied();
    CompletableFuture<Answer> refused = desk.ask(urgent("refused"));
    CompletableFuture<Answer> next = desk.ask(urgent("next"));
    desk.ledger.willSay(Claimed.refused("FINAL"));

    desk.answer(calls.get(0));

    assertThat(refused).isDone();
    assertThat(desk.journal).contains("send next");
    assertThat(next).isNotDone();
  }

  @Test
  void aHeldCallIsClaimedAgainAfterOneTwoThreeAndThreeSeconds() {
    Call call = bulk("t");
    desk.ledger.willSay(Claimed.HELD, Claimed.HELD, Claimed.HELD, Claimed.HELD);
    CompletableFuture<Answer> answer = desk.ask(call);

    desk.worker.advance(999);
    assertThat(desk.journal).hasSize(1);
    desk.worker.advance(1);
    assertThat(desk.journal).hasSize(2);
    desk.worker.advance(2_000);
    assertThat(desk.journal).hasSize(3);
    desk.worker.advance(3_000);
    assertThat(desk.journal).hasSize(4);
    desk.worker.advance(3_000);

    assertThat(desk.journal).endsWith("claim t", "send t");
    desk.answer(call);
    assertThat(answer).isDone();
  }

  @Test
  void aHeldCallKeepsNoPlaceWhileItWaits() {
    desk.ledger.willSay(Claimed.HELD, Claimed.HELD, Claimed.HELD, Claimed.HELD);
    List.of("h1", "h2", "h3", "h4").forEach(id -> desk.start(urgent(id)));

    desk.start(urgent("next"));

    assertThat(desk.journal).endsWith("claim next", "send next");
  }

  @Test
  void theSameAskTwiceIsSentOnceAndAnsweredTwice() {
    Call call = bulk("t");
    CompletableFuture<Answer> first = desk.ask(call);
    CompletableFuture<Answer> second = desk.ask(urgent("t"));

    desk.answer(call);

    assertThat(desk.journal).containsOnlyOnce("claim t", "send t", "record t");
    assertThat(second.join().payload()).isEqualTo(first.join().payload());
    assertThat(second.join().lane()).isEqualTo(Lane.PRIORITY);
    assertThat(second.join().replayed()).isTrue();
    assertThat(first.join().replayed()).isFalse();
  }

  @Test
  void anAskThatHasEndedMayComeAgain() {
    Call call = bulk("t");
    desk.start(call);
    desk.answer(call);
    desk.ledger.willSay(Claimed.replay(Kit.answered(call)));

    CompletableFuture<Answer> again = desk.ask(call);

    assertThat(again).isDone();
    assertThat(desk.journal).containsOnlyOnce("send t");
  }

  @Test
  void aModelThatTheCatalogHasNoMoreIsGone() {
    CompletableFuture<Answer> answer = desk.ask(Kit.call("z", Lane.BATCH, "t"));

    assertThat(answer.join().failure()).isEqualTo(FailureClass.MODEL_GONE);
    assertThat(desk.journal).containsExactly("emit t");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnAccountRefusesIsSentInAnothersNameOnlyWhileTheClaimIsSurelyOurs(boolean lapsed) {
    Account second = new Account("second", new SecretRef("env:SECOND"), Limits.NONE);
    desk.accounts.change(new AccountChange(SchemaVersion.CURRENT, "a", second, false, 1));
    Call call = urgent("t");
    desk.start(call);

    if (lapsed) {
      desk.ledger.lapse();
    }
    desk.engine.reply(call, ScriptedEngine.failed(call, FailureClass.RATE_LIMITED, Usage.NONE));
    desk.worker.runReady();

    assertThat(desk.journal.stream().filter("send t"::equals)).hasSize(lapsed ? 1 : 2);
  }
}

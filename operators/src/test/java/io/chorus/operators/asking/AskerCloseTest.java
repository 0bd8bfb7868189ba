package io.chorus.operators.asking;

import static io.chorus.operators.asking.Desk.bulk;
import static io.chorus.operators.asking.Desk.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.operators.Kit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AskerCloseTest {
  private final Desk desk = new Desk();

  @Test
  void closingAnIdleAskerIsDoneAtOnce() {
    assertThat(desk.asker.close()).isCompleted();
    assertThat(desk.ask(bulk("t"))).isCancelled();
    assertThat(desk.journal).containsExactly("cancel t");
  }

  @Test
  void whatWasSentIsAwaitedAndRecorded() {
    Call call = bulk("t");
    CompletableFuture<Answer> record = desk.ledger.slowRecord();
    CompletableFuture<Answer> answer = desk.ask(call);

    CompletableFuture<Void> closed = desk.asker.close();
    desk.answer(call);
    assertThat(closed).isNotDone();
    record.complete(Kit.answered(call));

    assertThat(answer).isCompleted();
    assertThat(closed).isCompleted();
  }

  @Test
  void aRecordIsTriedOnWhileClosing() {
    Call call = bulk("t");
    desk.ledger.recordsWillFail(20);
    CompletableFuture<Answer> answer = desk.ask(call);
    desk.answer(call);

    CompletableFuture<Void> closed = desk.asker.close();
    assertThat(closed).isNotDone();
    desk.worker.advance(100_000);

    assertThat(answer).isCompleted();
    assertThat(closed).isCompleted();
  }

  @Test
  void whoWaitsForAPlaceIsCancelled() {
    List<Call> calls = desk.occupied();
    CompletableFuture<Answer> urgent = desk.ask(urgent("u"));
    CompletableFuture<Answer> bulk = desk.ask(bulk("b"));

    CompletableFuture<Void> closed = desk.asker.close();

    assertThat(urgent).isCancelled();
    assertThat(bulk).isCancelled();
    assertThat(closed).isNotDone();
    calls.forEach(desk::answer);
    assertThat(closed).isCompleted();
    assertThat(desk.journal).doesNotContain("claim u", "claim b");
  }

  @Test
  void whoIsHeldOrCouldNotClaimIsCancelled() {
    desk.ledger.willSay(Claimed.HELD);
    desk.ledger.claimsWillFail(1);
    CompletableFuture<Answer> held = desk.ask(bulk("h"));
    CompletableFuture<Answer> failed = desk.ask(bulk("f"));

    assertThat(desk.asker.close()).isCompleted();

    assertThat(held).isCancelled();
    assertThat(failed).isCancelled();
    assertThat(desk.worker.pending()).isZero();
  }

  @Test
  void aClaimThatIsGrantedTooLateIsReleased() {
    CompletableFuture<Claimed> claim = desk.ledger.slowClaim();
    CompletableFuture<Void> release = desk.ledger.slowRelease();
    CompletableFuture<Answer> answer = desk.ask(bulk("t"));
    CompletableFuture<Void> closed = desk.asker.close();

    claim.complete(Claimed.GRANTED);
    desk.worker.runReady();
    assertThat(closed).isNotDone();
    release.complete(null);

    assertThat(answer).isCancelled();
    assertThat(closed).isCompleted();
    assertThat(desk.journal).containsExactly("claim t", "release t", "cancel t");
  }

  @Test
  void aReleaseThatFailsDoesNotHoldUpTheEnd() {
    Call call = bulk("unsent");
    desk.ledger.releasesWillFail(2);
    CompletableFuture<Answer> unsent = desk.ask(call);
    desk.engine.reply(call, ScriptedEngine.unsent(call));
    CompletableFuture<Claimed> claim = desk.ledger.slowClaim();
    CompletableFuture<Answer> granted = desk.ask(bulk("granted"));

    CompletableFuture<Void> closed = desk.asker.close();
    claim.complete(Claimed.GRANTED);
    desk.worker.runReady();

    assertThat(unsent).isCancelled();
    assertThat(granted).isCancelled();
    assertThat(closed).isCompleted();
  }

  @Test
  void bothCopiesOfACancelledAskAreCancelled() {
    desk.ledger.willSay(Claimed.HELD);
    CompletableFuture<Answer> first = desk.ask(bulk("t"));
    CompletableFuture<Answer> second = desk.ask(bulk("t"));

    CompletableFuture<Void> closed = desk.asker.close();

    assertThat(first).isCancelled();
    assertThat(second).isCancelled();
    assertThat(closed).isCompleted();
  }
}

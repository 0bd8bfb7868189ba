package io.chorus.operators.asking;

import static io.chorus.operators.asking.Desk.bulk;
import static io.chorus.operators.asking.Desk.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The ledger's database goes, engines can't be reached, clients have defects. */
class AskerTroubleTest {
  private final Desk desk = new Desk();

  @Test
  void aClaimThatFailedIsTriedAgainAfterAPauseThatDoublesUpToFiveSeconds() {
    Call call = bulk("t");
    desk.ledger.claimsWillFail(6);
    CompletableFuture<Answer> answer = desk.ask(call);

    for (long pause : new long[] {500, 1_000, 2_000, 4_000, 5_000, 5_000}) {
      int before = desk.journal.size();
      desk.worker.advance(pause - 1);
      assertThat(desk.journal).hasSize(before);
      desk.worker.advance(1);
      assertThat(desk.journal).hasSizeGreaterThan(before);
    }

    desk.answer(call);
    assertThat(answer.join().answered()).isTrue();
    assertThat(desk.journal).containsOnlyOnce("send t");
  }

  @Test
  void aClaimThatFailsGivesItsPlaceBackMeanwhile() {
    desk.ledger.claimsWillFail(4);
    List.of("f1", "f2", "f3", "f4").forEach(id -> desk.start(urgent(id)));

    desk.start(urgent("next"));

    assertThat(desk.journal).endsWith("claim next", "send next");
  }

  @Test
  void aClaimThatNeverSucceedsEndsAtTheDeadline() {
    desk.ledger.claimsWillFail(10_000);
    CompletableFuture<Answer> answer = desk.ask(bulk("t"));

    desk.worker.advance(Kit.DEADLINE - Kit.NOW);
    assertThat(answer).isNotDone();
    desk.worker.advance(5_000);

    assertThat(answer.join().failure()).isEqualTo(FailureClass.REFUSED);
    assertThat(answer.join().detail()).isEqualTo("LATE");
  }

  @Test
  void aRecordThatFailedIsTriedUntilItIsStored() {
    Call call = bulk("t");
    desk.ledger.recordsWillFail(1_000);
    CompletableFuture<Answer> answer = desk.ask(call);
    desk.answer(call);

    desk.worker.advance(3_600_000);
    assertThat(answer).isNotDone();
    desk.worker.advance(3_600_000);

    assertThat(answer.join().answered()).isTrue();
    assertThat(desk.journal).containsOnlyOnce("send t").endsWith("record t", "emit t");
  }

  @Test
  void whatWasNeverSentIsReleasedAndNotRecorded() {
    Call call = bulk("t");
    CompletableFuture<Answer> answer = desk.ask(call);

    desk.engine.reply(call, ScriptedEngine.unsent(call));

    assertThat(desk.journal).containsExactly("claim t", "send t", "release t", "emit t");
    assertThat(answer.join().failure()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(answer.join().detail()).isEqualTo("connection refused");
    assertThat(answer.join().costNanoUsd()).isZero();
  }

  @Test
  void aReleaseThatFailedIsTriedAgainBeforeAnythingIsEmitted() {
    Call call = bulk("t");
    desk.ledger.releasesWillFail(1);
    CompletableFuture<Answer> answer = desk.ask(call);
    desk.engine.reply(call, ScriptedEngine.unsent(call));
    assertThat(answer).isNotDone();

    desk.worker.advance(500);

    assertThat(answer).isDone();
    assertThat(desk.journal).endsWith("release t", "release t", "emit t");
  }

  @Test
  void aClientThatThrowsHasSentNothing() {
    desk.engine.willThrow(new IllegalStateException("no request"));

    CompletableFuture<Answer> answer = desk.ask(bulk("t"));

    assertThat(answer.join().failure()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(answer.join().detail())
        .contains("IllegalStateException")
        .doesNotContain("no request");
    assertThat(desk.journal).contains("release t").doesNotContain("record t");
  }

  @Test
  void aClientThatBreaksAfterwardsMayHaveSentIt() {
    Call call = bulk("t");
    CompletableFuture<Answer> answer = desk.ask(call);

    desk.engine.breakOff(call, new IllegalStateException("defect"));

    assertThat(answer.join().failure()).isEqualTo(FailureClass.CUT_OFF);
    assertThat(answer.join().sentAtMs()).isEqualTo(Kit.NOW);
    assertThat(answer.join().usage()).isEqualTo(Usage.NONE);
    assertThat(desk.journal).contains("record t").doesNotContain("release t");
  }
}

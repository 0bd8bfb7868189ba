package io.chorus.operators.asking;

import static io.chorus.operators.asking.Desk.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachingTest {
  private static final long MAX_AGE_MS = 60_000;

  private final Desk desk = new Desk();

  private static Call cacheable(String id) {
    return Kit.cacheable(id, MAX_AGE_MS);
  }

  private Answer asked(Call call) {
    desk.start(call);
    desk.answer(call);
    desk.journal.clear();
    return desk.ask(call).getNow(null);
  }

  @Test
  void whatTheSameRequestWasAnsweredIsClaimedAndRecordedAndCostsNothing() {
    asked(cacheable("first"));
    Answer answer = desk.ask(cacheable("second")).join();

    assertThat(desk.journal).endsWith("claim second", "record second", "emit second");
    assertThat(desk.journal).doesNotContain("send second");
    assertThat(answer.cached()).isTrue();
    assertThat(answer.replayed()).isFalse();
    assertThat(answer.costNanoUsd()).isZero();
    assertThat(answer.usage()).isEqualTo(new Usage(1_000, 100));
    assertThat(answer.taskId()).isEqualTo("second");
    assertThat(answer.payload().text()).contains("Because.");
  }

  @Test
  void whoDoesNotWishItNeitherTakesNorLeavesAnAnswer() {
    asked(Desk.bulk("plain"));
    desk.start(cacheable("wishes"));
    assertThat(desk.journal).endsWith("send wishes");
    desk.answer(cacheable("wishes"));

    desk.start(Desk.bulk("plain again"));

    assertThat(desk.journal).endsWith("send plain again");
  }

  @Test
  void anAnswerThatIsTooOldIsAskedForAnew() {
    asked(cacheable("first"));
    desk.worker.advance(MAX_AGE_MS + 1_000);

    desk.start(cacheable("later"));

    assertThat(desk.journal).endsWith("claim later", "send later");
  }

  @Test
  void whatIsKnownNeedsNoPlace() {
    asked(cacheable("first"));
    desk.occupied();

    assertThat(desk.ask(cacheable("second"))).isCompleted();
  }

  @Test
  void whatTheLedgerRefusesIsRefusedThoughTheAnswerIsKnown() {
    asked(cacheable("first"));
    desk.ledger.willSay(Claimed.refused("CANCELLED"));

    assertThat(desk.ask(cacheable("second")).join().failure()).isEqualTo(FailureClass.REFUSED);
  }

  @Test
  void whatIsHeldByAnotherIsWaitedForWithTheKnownAnswer() {
    asked(cacheable("first"));
    desk.ledger.willSay(Claimed.HELD);
    desk.start(cacheable("second"));
    desk.worker.advance(1_000);

    assertThat(desk.journal).endsWith("claim second", "record second", "emit second");
  }

  @ParameterizedTest
  @CsvSource({"length, The sky is", "stop, 'I am sorry, but I cannot help with that request.'"})
  void whatIsTruncatedOrRefusesIsNotKept(String finish, String text) {
    Call first = cacheable("first");
    desk.start(first);
    desk.engine.reply(
        first,
        new Asked(
            new ChatAnswer(text, finish),
            "m",
            new Usage(1_000, 100),
            null,
            null,
            0,
            Kit.NOW + 1,
            Kit.NOW + 100));
    desk.worker.runReady();

    desk.start(cacheable("second"));

    assertThat(desk.journal).endsWith("send second");
  }

  @Test
  void aFailureIsNotKept() {
    Call first = cacheable("first");
    desk.start(first);
    desk.engine.reply(first, ScriptedEngine.failed(first, FailureClass.TRANSIENT, Usage.NONE));
    desk.worker.runReady();

    desk.start(cacheable("second"));

    assertThat(desk.journal).endsWith("send second");
  }

  @Test
  void withoutTheCacheEnginesAreAsked() {
    desk.cache.isGone();

    desk.start(cacheable("t"));
    desk.answer(cacheable("t"));

    assertThat(desk.journal).containsExactly("claim t", "send t", "record t", "emit t");
    assertThat(desk.ask(urgent("next"))).isNotDone();
  }
}

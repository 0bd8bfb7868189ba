package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HedgingTest {
  private static final long P95_MS = 800;
  private static final String GOOD = "The sea is wide and blue. It never rests.";
  private static final String REFUSAL = "I'm sorry, but I can't help with that.";

  @Test
  void anUrgentTaskAsksASecondEngineOnceTheFirstIsSlowAndTakesWhoAnswersFirst() {
    Life life = Life.hedged(Lane.PRIORITY, P95_MS).asks("a");
    assertThat(life.progress().wakeAtMs()).isEqualTo(Kit.NOW + P95_MS);

    life.hedges().asks("a", "b");

    assertThat(life.all()).extracting(Call::kind).containsExactly(Call.Kind.NEW, Call.Kind.HEDGE);
    assertThat(life.progress().wakeAtMs()).isZero();
    assertThat(life.wantsHedge()).isFalse();
    life.says("b", GOOD);
    assertThat(life.result().engine()).isEqualTo("b");
    assertThat(life.result().asks()).isEqualTo(2);
    assertThat(life.result().explanation().steps())
        .contains(
            "round 1: b (a has not answered within 800 ms, as it mostly does)",
            "good enough; 1 still out: not waited for");
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARD", "BATCH"})
  void bulkWorkIsNeverHedged(Lane lane) {
    Life life = Life.hedged(lane, P95_MS);

    assertThat(life.progress().wakeAtMs()).isZero();
    assertThat(life.wantsHedge()).isFalse();
  }

  @Test
  void whatSomebodyHearsAsItIsWrittenIsNotHedged() {
    Life life = Life.hedgedStream(P95_MS);

    assertThat(life.progress().wakeAtMs()).isZero();
    assertThat(life.wantsHedge()).isFalse();
  }

  @Test
  void noHedgeIsWantedBeforeItsTime() {
    assertThat(Life.hedged(Lane.PRIORITY, P95_MS).wantsHedgeTooSoon()).isFalse();
  }

  @Test
  void nothingIsHedgedOfWhichNobodyKnowsHowLongItTakes() {
    assertThat(Life.hedged(Lane.PRIORITY, 0).progress().wakeAtMs()).isZero();
  }

  @Test
  void whatHasFailedIsAskedAgainAndNotHedged() {
    Life life = Life.hedged(Lane.PRIORITY, P95_MS).fails("a", FailureClass.TRANSIENT);

    assertThat(life.wantsHedge()).isFalse();
  }

  @Test
  void whatIsPausedIsNotHedged() {
    Life life = Life.hedged(Lane.PRIORITY, P95_MS).pauses();

    assertThat(life.wantsHedge()).isFalse();
  }

  @Test
  void whereTheHedgeFailsTheFirstIsWaitedFor() {
    Life life = Life.hedged(Lane.PRIORITY, P95_MS).hedges();

    life.fails("b", FailureClass.CONTENT_REFUSED).fails("c", FailureClass.CONTENT_REFUSED);
    life.asks("a").says("a", GOOD);

    assertThat(life.result().engine()).isEqualTo("a");
  }

  @Test
  void anAnswerBelowTheBarWaitsForTheOtherAndBothTogetherAreAskedOnceMore() {
    Life life = Life.hedged(Lane.PRIORITY, P95_MS).hedges();

    life.says("a", REFUSAL).asks("b").says("b", REFUSAL).asks("c").says("c", GOOD);

    assertThat(life.result().engine()).isEqualTo("c");
    assertThat(life.result().rounds()).isEqualTo(2);
  }

  @Test
  void ofAHundredUrgentCallsTwoMayBeHedged() {
    HedgeBudget budget = new HedgeBudget();
    int hedges = 0;
    for (int call = 0; call < 10_000; call++) {
      budget.called();
      hedges += budget.take() ? 1 : 0;
      assertThat(hedges).isLessThanOrEqualTo((int) ((call + 2) * HedgeBudget.SHARE));
    }

    assertThat(hedges).isGreaterThanOrEqualTo(199);
  }

  @Test
  void whatWasSavedUpIsNoBurst() {
    HedgeBudget budget = new HedgeBudget();
    for (int call = 0; call < 100_000; call++) {
      budget.called();
    }
    int hedges = 0;
    while (budget.take()) {
      hedges++;
    }

    assertThat(hedges).isEqualTo(10);
  }
}

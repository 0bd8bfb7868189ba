package io.chorus.operators.lifecycle;

import static io.chorus.operators.lifecycle.Life.SUM;
import static io.chorus.operators.lifecycle.Life.WORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chorus.contracts.Call;
import io.chorus.contracts.Explanation;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.operators.Kit;
import io.chorus.operators.planning.Observation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each strategy asks, when it stops, and what it makes of the answers. */
class StrategiesTest {
  private static final String GOOD = "The sea is wide and blue. It never rests.";
  private static final String REFUSAL = "I'm sorry, but I can't help with that.";

  @Test
  void whatTheCacheAnswersTakesNoTimeCostsNothingAndIsNoObservation() {
    Life life = Life.of(WORDS, Strategy.FUSE, "calls: 2");
    life.says("a", "The sea is wide. It is blue.");

    Result result =
        life.hears(Kit.cached(life.take("b"), "The sea is wide. It is blue."))
            .reachesItsDeadline()
            .result();

    assertThat(result.explanation().answers())
        .extracting(Explanation.Judged::engine, Explanation.Judged::latencyMs)
        .containsExactly(tuple("a", 100L), tuple("b", 0L));
    assertThat(result.costNanoUsd()).isEqualTo(50_000);
    assertThat(Observation.of(result)).extracting(Observation::engine).containsExactly("a");
  }

  @Test
  void aVoteAsksAsManyAsCanDecideItAndSavesTheRest() {
    Life life = Life.of(SUM, Strategy.VOTE, "");

    life.asks("a", "b").says("b", "391").says("a", "It is 391.");

    Result result = life.result();
    assertThat(result.saved()).isEqualTo(1);
    assertThat(result.asks()).isEqualTo(2);
    assertThat(result.score()).isBetween(0.85, 0.86);
    assertThat(result.reasons()).containsExactly("uncertain");
    assertThat(result.explanation().steps())
        .containsExactly("round 1: a, b (2 that agree decide it)", "2 of 2 agree: certain");
    assertThat(result.explanation().answers())
        .extracting(answer -> answer.engine() + answer.value())
        .containsExactly("b1", "a1");
  }

  @Test
  void whereTheyDifferTheThirdDecides() {
    Life life = Life.of(SUM, Strategy.VOTE, "");

    life.says("a", "391").says("b", "381").asks("c").says("c", "The answer is 381");

    assertThat(life.text()).isEqualTo("381");
    assertThat(life.result().engine()).isEqualTo("b");
    assertThat(life.result().score()).isBetween(0.6, 0.7);
    assertThat(life.result().reasons()).containsExactly("disagreement");
    assertThat(life.result().saved()).isZero();
  }

  @Test
  void aVoterThatFailsIsReplacedByOneThatWasNotNeededYet() {
    Life life = Life.of(SUM, Strategy.VOTE, "");

    life.fails("a", FailureClass.CONTENT_REFUSED).asks("b", "c").says("b", "391");

    assertThat(life.isFinished()).isFalse();
    assertThat(life.says("c", "391").text()).isEqualTo("391");
  }

  @Test
  void atTheDeadlineThoseWhoHaveVotedDecide() {
    Life life = Life.of(SUM, Strategy.VOTE, "").says("a", "391").reachesItsDeadline();

    assertThat(life.text()).isEqualTo("391");
    assertThat(life.result().explanation().steps())
        .last()
        .isEqualTo("the deadline is here; 1 still out: not waited for");
  }

  @Test
  void onlyAnAnswerThatAloneCanBeTheTasksIsHeardAsItIsWritten() {
    assertThat(Life.heard(Strategy.SINGLE).all()).allMatch(Call::stream).hasSize(1);
    assertThat(Life.heard(Strategy.BEST_OF).all()).noneMatch(Call::stream).isNotEmpty();
    assertThat(Life.of(WORDS, Strategy.SINGLE, "").all()).noneMatch(Call::stream).hasSize(1);
  }

  @Test
  void samplesAreAllOfOneEngine() {
    Life life = Life.of(SUM, Strategy.VOTE, "samples: 5");

    life.asks("a", "a", "a").says("a", "391").says("a", "391").says("a", "391");

    assertThat(life.result().saved()).isEqualTo(2);
    assertThat(life.all()).extracting(call -> call.slot()).containsExactly(0, 1, 2);
  }

  @Test
  void aVoteOnWordsThatCanNotBeCountedTakesTheBest() {
    Life life = Life.of(WORDS, Strategy.VOTE, "");

    life.says("a", REFUSAL).says("b", GOOD).says("c", "");

    assertThat(life.text()).isEqualTo(GOOD);
  }

  @Test
  void fieldsOfJsonAreVotedOnOneByOne() {
    Life life =
        Life.of(
            "Extract name and age as JSON with the keys name and age: Ann is 31.",
            Strategy.VOTE,
            "");

    life.says("a", "{\"name\":\"Ann\",\"age\":30}").says("b", "{\"name\":\"Anne\",\"age\":31}");
    life.says("c", "{\"age\":31,\"name\":\"Ann\"}");

    assertThat(life.text()).contains("31").contains("\"Ann\"");
  }

  @Test
  void whatBreaksTheTasksSchemaHasNoVote() {
    Life life =
        Life.withSchema(
            "Who is it? Ann is 31.",
            """
            {"type": "object", "required": ["name", "age"],
             "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
            """,
            Strategy.VOTE,
            "calls: 3");

    life.says("a", "{\"name\":\"Ann\",\"age\":\"31\"}").says("b", "{\"name\":\"Ann\",\"age\":31}");
    life.says("c", "{\"name\":\"Ann\",\"age\":\"31\"}");

    assertThat(life.text()).isEqualTo("{\"name\":\"Ann\",\"age\":31}");
    assertThat(life.result().explanation().answers().get(0).reasons())
        .containsExactly("schema_violated");
  }

  @Test
  void theJudgeIsHeldToTheTasksSchemaToo() {
    String schema = "{\"type\":\"object\",\"required\":[\"sea\"]}";
    Life life = Life.withSchema("Describe the sea.", schema, Strategy.FUSE, "judge: b");

    life.says("a", "{\"sea\":\"wide\"}").says("b", "{\"sea\":\"blue\"}");
    life.says("c", "{\"sea\":\"deep\"}");

    assertThat(life.asked("b").responseFormat().schema()).hasToString(schema);
  }

  @Test
  void aCascadeOfClosedAnswersStopsOnceTheRestCanNotChangeIt() {
    Life life = Life.of(SUM, Strategy.CASCADE, "");

    life.asks("a").says("a", "391").asks("b").says("b", "391");

    assertThat(life.result().rounds()).isEqualTo(2);
    assertThat(life.result().saved()).isEqualTo(1);
  }

  @Test
  void whoseRecordIsPoorDoesNotKeepACascadeGoing() {
    Life life = Life.withRecords(SUM, Strategy.CASCADE, Map.of("a", 0.95, "b", 0.3, "c", 0.3));

    life.says("a", "391");

    assertThat(life.text()).isEqualTo("391");
    assertThat(life.result().saved()).isEqualTo(2);
    assertThat(life.result().explanation().steps()).last().isEqualTo("1 of 1 agree: certain");
    assertThat(life.result().score()).isBetween(0.94, 0.96);
    assertThat(life.result().reasons()).containsExactly("uncertain");
  }

  @Test
  void twoWithFairRecordsThatAgreeDoNotEndACascadeBeforeTheGoodOneHasSpoken() {
    Life life = Life.withRecords(SUM, Strategy.CASCADE, Map.of("a", 0.55, "b", 0.55, "c", 0.95));

    life.says("a", "381").says("b", "381").asks("c").says("c", "391");

    assertThat(life.text()).isEqualTo("391");
  }

  @Test
  void aCascadeOfOpenAnswersGoesOnWhileTheGradeIsLow() {
    Life life = Life.of(WORDS, Strategy.CASCADE, "");

    life.asks("a").says("a", REFUSAL).asks("b").says("b", GOOD);

    assertThat(life.text()).isEqualTo(GOOD);
    assertThat(life.result().explanation().steps())
        .containsExactly("round 1: a", "round 2: b (below the bar)", "good enough");
  }

  @Test
  void theBestIsTakenAsSoonAsNoneThatIsOutCanBeBetter() {
    Life life = Life.of(WORDS, Strategy.BEST_OF, "");

    life.asks("a", "b", "c").says("a", GOOD);

    assertThat(life.text()).isEqualTo(GOOD);
    assertThat(life.result().explanation().steps())
        .last()
        .isEqualTo("none that is still out can be better; 2 still out: not waited for");
  }

  @Test
  void aJudgeWritesOneAnswerOfAllInARoundOfItsOwn() {
    Life life = Life.of(WORDS, Strategy.FUSE, "judge: b");

    life.asks("a", "b", "c").says("a", GOOD).says("b", GOOD + " It sings.").says("c", REFUSAL);
    life.asks("b");
    String data = life.asked("b").messages().get(1).content();
    assertThat(data).contains(GOOD).contains("It sings.").doesNotContain(REFUSAL);
    assertThat(life.asked("b").lastUserMessage()).isEqualTo(WORDS);
    life.says("b", "The sea sings and never rests. It is wide and blue.");

    assertThat(life.text()).startsWith("The sea sings");
    assertThat(life.all().get(3).askId().key()).hasToString(io.chorus.operators.Kit.ROOT + "/2/0");
  }

  @Test
  void withoutAJudgeTheBestAnswerWins() {
    Life life = Life.of(WORDS, Strategy.FUSE, "judge: b");
    life.says("a", GOOD).says("b", GOOD + " It sings.").says("c", REFUSAL);

    life.fails("b", FailureClass.AUTH).fails("c", FailureClass.AUTH);

    assertThat(life.text()).isEqualTo(GOOD);
  }

  @Test
  void whereAllSayTheSameNoJudgeIsPaid() {
    Life life = Life.of(SUM, Strategy.FUSE, "");

    life.says("a", "391").says("b", "391").says("c", "It is 391");

    assertThat(life.text()).isEqualTo("391");
    assertThat(life.result().asks()).isEqualTo(3);
  }

  @Test
  void theFirstWaitsForOneEngineOnlySoLong() {
    Life life = Life.of(WORDS, Strategy.FIRST, "hedge_ms: 300");

    life.asks("a").wakes().asks("a", "b").says("b", GOOD);

    assertThat(life.result().engine()).isEqualTo("b");
    assertThat(life.result().saved()).isEqualTo(1);
  }

  @Test
  void theFirstThatIsNotGoodEnoughIsPassedOverAtOnce() {
    Life life = Life.of(WORDS, Strategy.FIRST, "");

    life.says("a", REFUSAL).asks("b").fails("b", FailureClass.CONTENT_REFUSED);

    assertThat(life.asks("c").says("c", GOOD).text()).isEqualTo(GOOD);
  }

  @Test
  void roundsEndAndTheBestAnswerSoFarWins() {
    Life life = Life.of(WORDS, Strategy.SINGLE, "rounds: 2, quality: 0.99");

    life.says("a", "A sea. ".repeat(80)).says("b", REFUSAL);

    assertThat(life.result().engine()).isEqualTo("a");
    assertThat(life.result().explanation().steps()).last().isEqualTo("no round is left");
  }

  @Test
  void nothingIsAskedThatWouldGoOverTheBudget() {
    Life twoOfThree = Life.withBudget(WORDS, Strategy.BEST_OF, 1_700_000);
    assertThat(twoOfThree.all()).hasSizeLessThan(3).isNotEmpty();

    Life none = Life.withBudget(WORDS, Strategy.SINGLE, 1);
    assertThat(none.result().state()).isEqualTo(FinalState.FAILED);
    assertThat(none.result().errorCode()).isEqualTo("over_budget");
    assertThat(none.all()).isEmpty();
  }

  @Test
  void theJudgeToMayOnlyBeAnEngineThatMaySeeTheData() {
    Life life = Life.of(WORDS, Strategy.FUSE, "samples: 2, judge: a", "secret");

    life.asks("c", "c").says("c", GOOD).says("c", GOOD + " It sings.");

    life.asks("c");
  }
}

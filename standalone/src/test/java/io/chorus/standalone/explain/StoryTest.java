package io.chorus.standalone.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.AskRow;
import io.chorus.connector.postgres.TaskView;
import io.chorus.contracts.AskId;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.Explanation;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoryTest {
  private static final int PLANNED = 5;
  private static final int ASKED_FOR = 4;

  @Test
  void whatTheLedgerRefusedAtTheEndIsSavedLikeWhatWasNeverAsked() {
    Story story = story(FinalState.SUCCEEDED, List.of(0, 1), claim(0, 1), claim(1, 1), claim(1, 2));

    assertThat(story.saved()).isEqualTo(3);
    assertThat(story.saved() + slots(story)).isEqualTo(PLANNED);
  }

  @Test
  void whatWasOnItsWayAtTheEndIsPaidForAndNotSaved() {
    Story story = story(FinalState.SUCCEEDED, List.of(0), claim(0, 1), claim(1, 1), claim(2, 1));

    assertThat(story.saved()).isEqualTo(2);
    assertThat(story.saved() + slots(story)).isEqualTo(PLANNED);
  }

  @Test
  void anAnswerThatWasPaidForBeforeIsNeeded() {
    Story story = story(FinalState.SUCCEEDED, List.of(0, 1, 2), claim(2, 1));

    assertThat(story.saved()).isEqualTo(2);
  }

  @Test
  void aTaskWithoutAnAnswerHasSavedNothing() {
    assertThat(story(FinalState.CANCELLED, List.of(), claim(0, 1)).saved()).isZero();
  }

  private static long slots(Story story) {
    return story.asks().stream().map(Story.Ask::slot).distinct().count();
  }

  private static Story story(FinalState state, List<Integer> answered, AskRow... claims) {
    Explanation explanation =
        new Explanation(planned(), answered.stream().map(StoryTest::judged).toList(), List.of());
    return Story.of(task(), result(state, explanation), explanation, Arrays.asList(claims));
  }

  private static AskRow claim(int slot, int number) {
    AskId ask = new AskId(new CallKey("root", 1, slot), "task", number);
    return new AskRow(ask, "a", "a-1", 10, 0, null, Usage.NONE, 0, null);
  }

  private static Explanation.Judged judged(int slot) {
    return new Explanation.Judged(1, slot, "a", "a-1", 1, List.of(), 1, 0, 5);
  }

  private static Explanation.Planned planned() {
    return new Explanation.Planned(
        1,
        "r",
        "vote",
        "7",
        "8",
        "math",
        "qa",
        0.9,
        "en",
        0.2,
        "number",
        0.5,
        2,
        PLANNED,
        100,
        List.of("a"),
        null,
        List.of());
  }

  private static TaskView task() {
    return new TaskView(
        "default",
        "task",
        "root",
        "sum",
        "http",
        null,
        Lane.STANDARD,
        Strategy.VOTE,
        "chorus-auto",
        "internal",
        "hash",
        0,
        100,
        Map.of(),
        null);
  }

  private static Result result(FinalState state, Explanation explanation) {
    return new Result(
        SchemaVersion.CURRENT,
        "default",
        "task",
        "root",
        "sum",
        Lane.STANDARD,
        state,
        Strategy.VOTE,
        "a",
        "a-1",
        1,
        List.of(),
        1,
        ASKED_FOR,
        PLANNED - ASKED_FOR,
        Map.of(),
        Usage.NONE,
        0,
        0,
        50,
        null,
        null,
        Map.of(),
        explanation,
        Payload.of("{}"));
  }
}

package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class WeightedChoiceTest {

  @Test
  void fullQueuesShareTurnsByWeight() {
    WeightedChoice choice = new WeightedChoice(List.of(6, 3, 1));

    int[] turns = turns(choice, queue -> true, 3, 1_000);

    assertThat(turns).containsExactly(600, 300, 100);
  }

  @Test
  void turnsAreSpreadAndNotInRuns() {
    WeightedChoice choice = new WeightedChoice(List.of(2, 1));

    assertThat(
            List.of(
                choice.next(queue -> true), choice.next(queue -> true), choice.next(queue -> true)))
        .containsExactly(0, 1, 0);
  }

  @Test
  void anEmptyQueueSavesNoTurns() {
    WeightedChoice choice = new WeightedChoice(List.of(1, 1));
    turns(choice, queue -> queue == 0, 2, 500);

    assertThat(turns(choice, queue -> true, 2, 10)).containsExactly(5, 5);
  }

  @Test
  void theLightestQueueIsNeverPassedOverForLong() {
    WeightedChoice choice = new WeightedChoice(List.of(1_000, 1));

    int[] turns = turns(choice, queue -> true, 2, 32 * WeightedChoice.FLOOR);

    assertThat(turns[1]).isBetween(31, 34);
  }

  @Test
  void nothingReadyIsNoChoice() {
    WeightedChoice choice = new WeightedChoice(List.of(1, 1));

    assertThat(choice.next(queue -> false)).isEqualTo(-1);
  }

  private static int[] turns(WeightedChoice choice, IntPredicate ready, int queues, int rounds) {
    int[] turns = new int[queues];
    for (int i = 0; i < rounds; i++) {
      turns[choice.next(ready)]++;
    }
    return turns;
  }
}

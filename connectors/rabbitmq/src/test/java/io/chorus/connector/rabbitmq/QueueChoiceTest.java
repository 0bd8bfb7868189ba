package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueChoiceTest {

  private static final int FLOOR = 32;

  @Test
  void fullQueuesShareTurnsByWeight() {
    QueueChoice choice = weighted(6, 3, 1);

    int[] turns = turns(choice, queue -> true, 3, 1_000);

    assertThat(turns).containsExactly(600, 300, 100);
  }

  @Test
  void turnsAreSpreadAndNotInRuns() {
    QueueChoice choice = weighted(2, 1);

    assertThat(
            List.of(
                choice.next(queue -> true), choice.next(queue -> true), choice.next(queue -> true)))
        .containsExactly(0, 1, 0);
  }

  @Test
  void anEmptyQueueSavesNoTurns() {
    QueueChoice choice = weighted(1, 1);
    turns(choice, queue -> queue == 0, 2, 500);

    assertThat(turns(choice, queue -> true, 2, 10)).containsExactly(5, 5);
  }

  @Test
  void theLightestQueueIsNeverPassedOverForLong() {
    QueueChoice choice = weighted(1_000, 1);

    int[] turns = turns(choice, queue -> true, 2, 32 * FLOOR);

    assertThat(turns[1]).isBetween(31, 34);
  }

  @Test
  void strictlyTheFirstQueueGoesFirstWhateverTheWeights() {
    QueueChoice choice = strict(3, FLOOR);

    assertThat(turns(choice, queue -> true, 3, FLOOR - 1)).containsExactly(FLOOR - 1, 0, 0);
    assertThat(choice.next(queue -> queue > 0)).isEqualTo(1);
  }

  @Test
  void strictlyNoQueueStarves() {
    QueueChoice choice = strict(3, FLOOR);

    int[] turns = turns(choice, queue -> true, 3, 33 * FLOOR);

    assertThat(turns[1]).isBetween(30, 33);
    assertThat(turns[2]).isBetween(30, 33);
  }

  @Test
  void aFloorOfOneIsPlainRoundRobin() {
    QueueChoice choice = strict(2, 1);

    assertThat(turns(choice, queue -> true, 2, 100)).containsExactly(50, 50);
  }

  @Test
  void nothingReadyIsNoChoice() {
    QueueChoice choice = weighted(1, 1);

    assertThat(choice.next(queue -> false)).isEqualTo(-1);
  }

  private static QueueChoice weighted(int... weights) {
    List<QueueSpec> queues =
        IntStream.range(0, weights.length)
            .mapToObj(i -> QueueSpec.of("q" + i, weights[i]))
            .toList();
    return new QueueChoice(queues, QueueOrder.WEIGHTED, FLOOR);
  }

  private static QueueChoice strict(int queues, int floor) {
    List<QueueSpec> specs =
        IntStream.range(0, queues).mapToObj(i -> QueueSpec.of("q" + i, i + 1)).toList();
    return new QueueChoice(specs, QueueOrder.STRICT, floor);
  }

  private static int[] turns(QueueChoice choice, IntPredicate ready, int queues, int rounds) {
    int[] turns = new int[queues];
    for (int i = 0; i < rounds; i++) {
      turns[choice.next(ready)]++;
    }
    return turns;
  }
}

package io.chorus.operators.merging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoteTest {

  @Test
  void theHeaviestValueWinsAndOfEqualOnesTheFirst() {
    assertThat(Vote.of(List.of(ballot("7", 1), ballot("8", 1.5)), 0).winner()).isEqualTo("8");
    assertThat(Vote.of(List.of(ballot("7", 1), ballot("8", 1)), 0).winner()).isEqualTo("7");
    assertThat(Vote.of(List.of(), 3)).isEqualTo(new Outcome(null, 0, false));
  }

  @Test
  void confidenceIsTheShareOfTheWeightThatWasCast() {
    assertThat(Vote.of(List.of(ballot("7", 3), ballot("8", 1)), 0).confidence()).isEqualTo(0.75);
  }

  @Test
  void itIsCertainOnceTheBallotsStillOutCantChangeIt() {
    List<Ballot> twoOfThree = List.of(ballot("7", 1), ballot("7", 1));

    assertThat(Vote.of(twoOfThree, 1).certain()).isTrue();
    assertThat(Vote.of(List.of(ballot("7", 1), ballot("8", 1)), 1).certain()).isFalse();
    assertThat(Vote.of(twoOfThree, 2).certain()).isFalse();
  }

  @Test
  void whatIsCertainIsWhatAllBallotsSayInTheEnd() {
    Random random = new Random(5);
    for (int run = 0; run < 2_000; run++) {
      List<Ballot> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(ballot("v" + random.nextInt(3), 0.1 + random.nextInt(4)));
      }
      for (int seen = 1; seen < all.size(); seen++) {
        double out = all.subList(seen, all.size()).stream().mapToDouble(Ballot::weight).sum();
        Outcome early = Vote.of(all.subList(0, seen), out);

        if (early.certain()) {
          assertThat(early.winner()).isEqualTo(Vote.of(all, 0).winner());
        }
      }
    }
  }

  @Test
  void aBetterRecordWeighsMoreAndNoRecordWeighsNothing() {
    assertThat(Vote.weight(0.9)).isGreaterThan(Vote.weight(0.6));
    assertThat(Vote.weight(0)).isPositive().isLessThan(Vote.weight(0.3));
    assertThat(Vote.weight(1)).isFinite();
  }

  @Test
  void oneThatAlwaysSaysTheSameIsOutvotedByTwoThatAgree() {
    List<Ballot> ballots = List.of(ballot("best answer", 1), ballot("4", 1), ballot("4", 1));

    assertThat(Vote.of(ballots, 0).winner()).isEqualTo("4");
  }

  private static Ballot ballot(String value, double weight) {
    return new Ballot(value, weight);
  }
}

package io.chorus.operators.merging;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Payload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BestOfTest {

  @Test
  void theBestGradeWinsAndOfEqualOnesTheFirstPlanned() {
    Graded low = graded(0, 0.2);
    Graded late = graded(2, 0.9);
    Graded early = graded(1, 0.9);

    assertThat(BestOf.choose(List.of(low, late, early), Map.of())).isEqualTo(early);
    assertThat(BestOf.choose(List.of(early, late, low), Map.of())).isEqualTo(early);
  }

  private static Graded graded(int order, double score) {
    return new Graded(order, "e" + order, "m", score, List.of(), Payload.of("{}"));
  }
}

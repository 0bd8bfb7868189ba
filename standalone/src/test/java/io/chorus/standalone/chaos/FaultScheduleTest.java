package io.chorus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
  private static final int KINDS = FaultKind.values().length;

  @Test
  void aSeedAlwaysGivesTheSameFaults() {
    assertThat(faults(7, 100)).isEqualTo(faults(7, 100));
    assertThat(faults(7, 100)).isNotEqualTo(faults(8, 100));
  }

  @Test
  void everyKindComesOnceInEachRound() {
    List<Fault> faults = faults(7, 20 * KINDS);

    for (int round = 0; round < 20; round++) {
      assertThat(faults.subList(round * KINDS, (round + 1) * KINDS))
          .extracting(Fault::kind)
          .containsExactlyInAnyOrder(FaultKind.values());
    }
  }

  @Test
  void somePausesOutlastTheClientsHeartbeatsAndNoneInTheFirstRound() {
    List<Fault> faults = faults(7, 40 * KINDS);

    assertThat(faults.subList(0, KINDS))
        .extracting(Fault::hold)
        .doesNotContain(FaultSchedule.LONG_HOLD);
    assertThat(faults)
        .filteredOn(fault -> fault.hold().equals(FaultSchedule.LONG_HOLD))
        .hasSizeBetween(2, 25)
        .allMatch(fault -> fault.kind() == FaultKind.BROKER_PAUSED);
  }

  private static List<Fault> faults(long seed, int count) {
    FaultSchedule schedule = new FaultSchedule(seed);
    return Stream.generate(schedule::next).limit(count).toList();
  }
}

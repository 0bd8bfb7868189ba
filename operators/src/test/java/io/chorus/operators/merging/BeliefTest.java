package io.chorus.operators.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeliefTest {
  private static final double EXACTLY = 1e-9;

  @Test
  void whatOneSaysAloneIsAsProbableAsItsRecord() {
    assertThat(Belief.byRecords(List.of(ballot("1", 0.7)), "1")).isCloseTo(0.7, within(EXACTLY));
  }

  @Test
  void withoutARecordItIsRightHalfTheTime() {
    assertThat(alike("1")).isCloseTo(0.5, within(EXACTLY));
  }

  @Test
  void agreementMakesItMoreProbableAndDisagreementLess() {
    Ballot one = ballot("1", 0.7);
    Ballot other = ballot("2", 0.6);

    assertThat(Belief.byRecords(List.of(one, one), "1")).isGreaterThan(0.9).isLessThan(1);
    assertThat(Belief.byRecords(List.of(one, other), "1")).isGreaterThan(0.4).isLessThan(0.6);
    assertThat(alike("1", "1")).isCloseTo(6.0 / 7, within(EXACTLY));
    assertThat(alike("1", "1", "1", "1")).isGreaterThan(0.97).isLessThan(1);
    assertThat(alike("1", "2", "3", "4")).isLessThan(0.2);
  }

  @Test
  void theRestIsHeldAgainstItMoreWhereItAgrees() {
    assertThat(alike("1", "1", "1", "2", "2")).isLessThan(alike("1", "1", "1", "2", "3"));
  }

  @Test
  void allThatWereSaidTogetherLeaveRoomForNoneOfThem() {
    List<Ballot> ballots = List.of(ballot("1", 0.5), ballot("1", 0.6), ballot("2", 0.7));

    double byRecords = Belief.byRecords(ballots, "1") + Belief.byRecords(ballots, "2");
    double without = Belief.withoutRecords(ballots, "1") + Belief.withoutRecords(ballots, "2");

    assertThat(byRecords).isLessThan(1);
    assertThat(without).isLessThan(1);
  }

  @Test
  void thirtySamplesAreCountedToo() {
    String[] same = new String[30];
    Arrays.fill(same, "1");

    assertThat(alike(same)).isGreaterThan(0.999).isLessThanOrEqualTo(1);
  }

  private static double alike(String... values) {
    return Belief.withoutRecords(
        Arrays.stream(values).map(value -> new Ballot(value, 1)).toList(), values[0]);
  }

  private static Ballot ballot(String value, double record) {
    return new Ballot(value, Vote.weight(record));
  }
}

package io.chorus.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingsTest {

  @Test
  void whatBreaksIsShownTwentyTimesAtMost() {
    Findings findings = new Findings("I9", "all is well").count("bad").count("bad");
    IntStream.rangeClosed(1, 25).forEach(i -> findings.broken("thing " + i));

    VerifyReport.Check check = findings.check();

    assertThat(check.holds()).isFalse();
    assertThat(check.broken()).hasSize(21).endsWith("thing 20", "and 5 more");
    assertThat(check.text())
        .startsWith("I9  all is well                                BROKEN  2 bad\n    thing 1\n");
  }

  @Test
  void whatIsAllowedBreaksNothingAndIsShownInShort() {
    Findings findings = new Findings("I9", "all is well").figure("seen", 1_234L);
    IntStream.rangeClosed(1, 25).forEach(i -> findings.noted("thing " + i));

    VerifyReport.Check check = findings.check();

    assertThat(check.holds()).isTrue();
    assertThat(check.noted()).hasSize(25);
    assertThat(check.text())
        .isEqualTo(
            """
            I9  all is well                                holds   1,234 seen
                thing 1
                thing 2
                thing 3
                the rest is in the JSON report
            """);
  }
}

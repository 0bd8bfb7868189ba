package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @Test
  void aTaskIdHoldsTheDayItWasMade() {
    assertThat(TaskIds.day(TaskIds.fresh(NOON))).isEqualTo(LocalDate.of(2026, 3, 4));
  }

  @Test
  void freshIdsDiffer() {
    assertThat(TaskIds.fresh(NOON)).isNotEqualTo(TaskIds.fresh(NOON));
  }

  @Test
  void theSameNameOnTheSameDayIsTheSameTask() {
    String first = TaskIds.derived("default", "order-7", NOON);

    assertThat(TaskIds.derived("default", "order-7", NOON.plusSeconds(3_600))).isEqualTo(first);
    assertThat(TaskIds.derived("default", "order-7", NOON.plusSeconds(86_400))).isNotEqualTo(first);
    assertThat(TaskIds.derived("other", "order-7", NOON)).isNotEqualTo(first);
    assertThat(TaskIds.isTaskId(first)).isTrue();
  }

  @Test
  void theSameNameIsTheSameBatchOfItsTenantAlone() {
    String first = BatchIds.derived("acme", "nightly");

    assertThat(BatchIds.derived("acme", "nightly")).isEqualTo(first);
    assertThat(BatchIds.derived("acme", "hourly")).isNotEqualTo(first);
    assertThat(BatchIds.derived("other", "nightly")).isNotEqualTo(first);
    assertThat(BatchIds.isBatchId(first)).isTrue();
  }

  @Test
  void anAskIdReadsBackFromItsText() {
    AskId ask = new AskId(new CallKey("root", 2, 1), "task", 3);

    assertThat(AskId.parse(ask.toString())).isEqualTo(ask);
  }

  @Test
  void whatIsNoAskIdIsRefused() {
    assertThatThrownBy(() -> AskId.parse("root/1/0/task"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("root/1/0/task");
    assertThatThrownBy(() -> AskId.parse("root/one/0/task/1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

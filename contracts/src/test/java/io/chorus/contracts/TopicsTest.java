package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicsTest {
  @ParameterizedTest
  @CsvSource({"PRIORITY,tasks", "STANDARD,tasks", "BATCH,tasks.bulk"})
  void onlyBulkWorkHasATopicOfItsOwn(Lane lane, String topic) {
    assertThat(Topics.tasks(lane)).isEqualTo(topic);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenToIsNoProducersTopic(Lane lane) {
    assertThat(Topics.isTasks(Topics.tasks(lane))).isTrue();
    assertThat(Topics.isRaw(Topics.tasks(lane))).isFalse();
  }
}

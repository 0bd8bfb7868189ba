package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPlaceTest {

  @Test
  void aPlaceReadsBackWhateverItsTopicIsCalled() {
    RecordPlace place = new RecordPlace("tasks.raw.acme-2-rival", 7, 9_000_000_000L);

    assertThat(place).hasToString("tasks.raw.acme-2-rival-7-9000000000");
    assertThat(RecordPlace.parse(place.toString())).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tasks", "tasks-1", "-1-1", "tasks-one-1", "tasks-1-"})
  void whatIsNoPlaceIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RecordPlace.parse(text));
  }
}

package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomWindowTest {
  private final RoomWindow room = new RoomWindow();

  @Test
  void withRoomForAllTheWindowIsFull() {
    assertThat(room.limit(72, 0)).isEqualTo(72);
  }

  @Test
  void aCallWithoutRoomMakesItSmallerThanWhatIsOut() {
    room.noRoom(40, 500, 10_000);

    assertThat(room.limit(72, 10_000)).isEqualTo(32);
  }

  @Test
  void theCallsOfOneMomentCutItOnce() {
    room.noRoom(40, 500, 10_000);
    room.noRoom(39, 500, 10_100);

    assertThat(room.limit(72, 10_100)).isEqualTo(32);
  }

  @Test
  void answersBringItBack() {
    room.noRoom(40, 500, 10_000);
    for (int i = 0; i < 40; i++) {
      room.answered(72);
    }
    assertThat(room.limit(72, 10_000)).isEqualTo(42);
    for (int i = 0; i < 120; i++) {
      room.answered(72);
    }

    assertThat(room.limit(100, 10_000)).isEqualTo(100);
  }

  @Test
  void whereNoRoomComesSoonNothingLeavesForAWhile() {
    room.noRoom(40, 3_000, 10_000);

    assertThat(room.limit(72, 12_999)).isZero();
    assertThat(room.opensAtMs(12_999)).isEqualTo(13_000);
    assertThat(room.limit(72, 13_000)).isPositive();
  }

  @Test
  void someCallsAlwaysFindOutWhetherThereIsRoom() {
    for (int i = 1; i < 50; i++) {
      room.noRoom(2, 500, i * 1_000L);
    }

    assertThat(room.limit(72, 60_000)).isEqualTo(2);
  }
}

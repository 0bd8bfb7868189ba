package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {
  private final Room room = new Room(2, 100);

  @Test
  void thereIsRoomForSoManyRequests() {
    assertThat(room.enter(1)).isTrue();
    assertThat(room.enter(1)).isTrue();

    assertThat(room.enter(1)).isFalse();

    room.leave(1);
    assertThat(room.enter(1)).isTrue();
  }

  @Test
  void thereIsRoomForSoManyBytesAndARefusedRequestTakesNone() {
    assertThat(room.enter(80)).isTrue();

    assertThat(room.enter(21)).isFalse();
    assertThat(room.enter(20)).isTrue();

    room.leave(80);
    assertThat(room.enter(80)).isTrue();
  }
}

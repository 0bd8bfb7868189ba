package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {
  private final Room room = new Room(4, 100);

  @Test
  void aTenantAloneHasHalfAndEachOtherHasHalfOfWhatIsLeft() {
    Room.Place first = room.enter("a").orElseThrow();
    assertThat(room.enter("a")).isPresent();

    assertThat(room.enter("a")).isEmpty();
    assertThat(room.enter("b")).isPresent();
    assertThat(room.enter("b")).isEmpty();
    assertThat(room.enter("c")).isPresent();

    first.leave();
    assertThat(room.enter("d")).isPresent();
  }

  @Test
  void bytesAreTakenAsTheyComeAndGivenBackAtOnce() {
    Room.Place place = room.enter("a").orElseThrow();
    assertThat(place.take(30)).isTrue();
    assertThat(place.take(20)).isTrue();

    assertThat(place.take(1)).isFalse();
    Room.Place others = room.enter("b").orElseThrow();
    assertThat(others.take(25)).isTrue();
    assertThat(others.take(1)).isFalse();

    place.leave();
    assertThat(others.take(25)).isTrue();
  }
}

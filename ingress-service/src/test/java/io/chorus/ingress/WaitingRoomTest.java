package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.concurrent.ExecutionException;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private static final byte[] RESULT = {1};
  private static final byte[] OTHER = {2};

  private final WaitingRoom room = new WaitingRoom();
  private final WaitingRoom.Seat seat = room.seat();

  @Test
  void whoWaitsIsToldOnceByWhoeverComesFirst() {
    seat.take("a");

    room.tell("b", OTHER);
    room.tell("a", RESULT);
    room.tell("a", OTHER);
    seat.tell(OTHER);

    assertThat(seat.result()).isCompletedWithValue(RESULT);
    assertThat(seat.isOver()).isTrue();
    assertThat(room.waiting()).isZero();
  }

  @Test
  void allWhoWaitForATaskAreToldAndNoneWhoHasLeft() {
    WaitingRoom.Seat other = room.seat();
    WaitingRoom.Seat gone = room.seat();
    seat.take("a");
    other.take("a");
    gone.take("a");

    gone.leave();
    room.tell("a", RESULT);

    assertThat(seat.result()).isCompletedWithValue(RESULT);
    assertThat(other.result()).isCompletedWithValue(RESULT);
    assertThat(gone.result()).isCancelled();
    assertThat(room.waiting()).isZero();
  }

  @Test
  void whoLeavesIsForgotten() {
    seat.take("a");

    seat.leave();

    assertThat(room.waiting()).isZero();
    assertThat(seat.isOver()).isTrue();
  }

  @Test
  void whoLeftBeforeTheTaskWasKnownNeverSitsDown() {
    seat.leave();

    seat.take("a");

    assertThat(room.waiting()).isZero();
  }

  @Test
  void closingSendsEveryoneAwayAndWhoeverComesLater() {
    WaitingRoom.Seat late = room.seat();
    seat.take("a");

    room.close();
    late.take("b");

    codeOf(seat).isEqualTo("stopping");
    codeOf(late).isEqualTo("stopping");
  }

  private static AbstractStringAssert<?> codeOf(WaitingRoom.Seat seat) {
    return assertThat(seat.result())
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .asInstanceOf(type(RefusedException.class))
        .extracting(refused -> refused.refusal().code())
        .asString();
  }
}

package io.chorus.operators.asking;

import io.chorus.operators.asking.Permits.Permit;
import io.chorus.operators.limits.Room;

/** What a call needs before it is claimed; both are given back where it is not sent. */
record Place(Permit permit, Room room) {
  /** Of a call that is not going to be sent. */
  static final Place NONE = new Place(null, null);

  void giveBack() {
    if (permit != null) {
      permit.giveBack();
      room.giveBack();
    }
  }
}

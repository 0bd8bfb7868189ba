package io.chorus.operators.lifecycle;

import java.util.List;

/**
 * What a strategy wants to follow.
 *
 * @param slots to open, where it wants to ask
 * @param why for people; null where there is nothing to say
 */
record Next(Kind kind, List<Slot> slots, String why) {
  private static final Next WAIT = new Next(Kind.WAIT, List.of(), null);

  /** What there is to do. */
  enum Kind {
    WAIT,
    ASK,
    DONE
  }

  static Next await() {
    return WAIT;
  }

  static Next done(String why) {
    return new Next(Kind.DONE, List.of(), why);
  }

  /** Asks, or is done where nobody may be asked. */
  static Next ask(List<Slot> slots, String why) {
    return slots.isEmpty() ? done("nobody else may be asked") : new Next(Kind.ASK, slots, why);
  }
}

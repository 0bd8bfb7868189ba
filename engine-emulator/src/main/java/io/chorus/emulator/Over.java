package io.chorus.emulator;

/**
 * A limit that a call is over.
 *
 * @param limit how much it allows
 * @param waitMs until the call would be within it
 */
record Over(What what, long limit, long waitMs) {

  enum What {
    REQUESTS,
    TOKENS,
    DAY,
    CONCURRENCY
  }

  long waitS() {
    return (waitMs + 999) / 1_000;
  }
}

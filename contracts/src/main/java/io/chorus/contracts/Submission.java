package io.chorus.contracts;

import java.time.Instant;

/**
 * How a body came in.
 *
 * @param at when it is accepted; for a producer's record the time the record itself names, so that
 *     a replay is judged as the first time
 * @param customId the name given beside the body (of a batch line, of a record), which counts more
 *     than the one in the body; or null
 */
public record Submission(Instant at, String customId) {

  /** A body without a name beside it. */
  public static Submission at(Instant at) {
    return new Submission(at, null);
  }
}

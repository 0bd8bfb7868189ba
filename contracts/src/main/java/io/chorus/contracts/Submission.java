package io.chorus.contracts;

import java.time.Instant;

/**
 * How a body came in.
 *
 * @param at when it is accepted; for a producer's record the time the record itself names, so that
 *     a replay is judged as the first time
 * @param customId the name given beside the body (of a batch line, of a record), which counts more
 *     than the one in the body; or null
 * @param batch the {@linkplain BatchIds id} of the batch whose line it is, which counts more than
 *     the name in the body; or null
 */
public record Submission(Instant at, String customId, String batch) {

  /** A body without a name beside it. */
  public static Submission at(Instant at) {
    return new Submission(at, null, null);
  }

  /** A body with a name beside it. */
  public static Submission named(Instant at, String customId) {
    return new Submission(at, customId, null);
  }
}

package io.chorus.connector.postgres;

import io.chorus.contracts.Letter;

/**
 * Which dead letters are meant; null leaves a question open.
 *
 * @param reason what the reason contains, in any case
 * @param keptSinceMs Unix milliseconds
 */
public record LetterFilter(
    Letter.Kind kind, String tenant, String batch, String reason, Long keptSinceMs) {
  /** Every letter. */
  public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null);

  String kindName() {
    return kind == null ? null : kind.name();
  }
}

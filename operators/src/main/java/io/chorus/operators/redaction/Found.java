package io.chorus.operators.redaction;

/**
 * Where personal data is in a text.
 *
 * @param start its first character
 * @param end the one after its last
 */
public record Found(Entity entity, int start, int end) {

  /** Both in one, as what this is. */
  Found with(Found other) {
    return new Found(entity, Math.min(start, other.start), Math.max(end, other.end));
  }
}

package io.chorus.connector.postgres;

/**
 * What the store says to a task that wants in.
 *
 * @param redact whether its personal data is to be kept from engines: as its tenant had it when the
 *     task came in first, however often it comes again
 */
public record Admission(Outcome outcome, boolean redact) {
  /** What became of it. */
  public enum Outcome {
    /** First seen, and stored. */
    NEW,
    /**
     * Stored before, with the same content. Also what a task hears whose first answer was lost with
     * the connection.
     */
    KNOWN,
    /** The id belongs to another content or another tenant; nothing was stored. */
    CONFLICT
  }

  public boolean isConflict() {
    return outcome == Outcome.CONFLICT;
  }
}

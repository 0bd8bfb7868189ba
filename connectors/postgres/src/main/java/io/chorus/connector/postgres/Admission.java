package io.chorus.connector.postgres;

/** What the store says to a task that wants in. */
public enum Admission {
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

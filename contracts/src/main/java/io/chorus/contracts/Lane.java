package io.chorus.contracts;

import java.util.Locale;

/** How urgent a task is. Declared from the most to the least urgent. */
public enum Lane {
  PRIORITY,
  STANDARD,
  BATCH;

  /** The name on the wire, in queue names and in metric labels: the lower-case constant. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True for the lanes that share one chain in the engine job. */
  public boolean isBulk() {
    return this != PRIORITY;
  }
}

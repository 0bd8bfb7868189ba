package io.chorus.standalone;

import io.chorus.standalone.dead.When;
import java.time.Duration;

/** Durations as options. */
final class Durations {
  private Durations() {}

  /**
   * @param option that the text was given with
   * @throws UsageException where it is none
   */
  static Duration of(String option, String text) {
    try {
      return When.duration(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage() + "; allowed: " + When.DURATIONS, e);
    }
  }
}

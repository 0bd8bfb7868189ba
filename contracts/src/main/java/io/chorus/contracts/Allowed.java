package io.chorus.contracts;

/** Refuses values of configuration files. */
final class Allowed {
  private Allowed() {}

  /**
   * @throws IllegalArgumentException where it doesn't hold, with what is allowed under the key
   */
  static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'" + key + "' is missing or out of range; allowed: " + allowed);
    }
  }
}

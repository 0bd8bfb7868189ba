package io.chorus.emulator;

/**
 * What is left of an account's limits.
 *
 * @param requests null where there is no such limit
 * @param tokens null where there is no such limit
 */
record Room(Level requests, Level tokens) {

  /**
   * @param resetMs milliseconds until all of it is there again
   */
  record Level(long limit, long remaining, long resetMs) {}
}

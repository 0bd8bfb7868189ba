package io.chorus.emulator;

/**
 * What one account did at one engine since the settings were set.
 *
 * @param account as the journal names it
 * @param requests calls that were taken in
 * @param tokens of those calls, input and output together
 * @param overRequests calls refused because they were over a limit of requests
 * @param overTokens calls refused because they were over the limit of tokens
 * @param overConcurrency calls refused because too many were open
 * @param inFlight calls that are open now
 * @param maxInFlight the most there ever were at a time
 */
public record AccountStats(
    String engine,
    String account,
    long requests,
    long tokens,
    long overRequests,
    long overTokens,
    long overConcurrency,
    long inFlight,
    long maxInFlight) {

  /** Calls that came though the account was at a limit. */
  public long overshoot() {
    return overRequests + overTokens + overConcurrency;
  }
}

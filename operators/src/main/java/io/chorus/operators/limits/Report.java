package io.chorus.operators.limits;

import java.util.List;

/**
 * What a process tells of an account, and what it would like of it.
 *
 * @param heldRequests requests that are leased and not sent, or sent and not answered
 * @param heldTokens of those, estimated
 * @param open calls that are open
 * @param used what was answered since the last report
 * @param left what the provider's last answer said
 * @param usedToday the most requests of the provider's present day that it was ever told of
 * @param dayEndsMs Unix milliseconds when that day ends
 * @param wantRequests to be leased in addition, 0 for none
 * @param leastTokens that the first of those needs
 * @param wantTokens to be leased in addition
 * @param wantPlaces calls that it would like to have open, all together
 */
public record Report(
    long heldRequests,
    long heldTokens,
    long open,
    List<Used> used,
    Left left,
    long usedToday,
    long dayEndsMs,
    long wantRequests,
    long leastTokens,
    long wantTokens,
    long wantPlaces) {

  /**
   * What the provider has counted.
   *
   * @param minute the latest one, in minutes since 1970, in which it may have arrived there
   */
  public record Used(long minute, long requests, long tokens) {}
}

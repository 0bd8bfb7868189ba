package io.chorus.connector.postgres;

/**
 * What a tenant may ask of the door. Each is null where there is no limit.
 *
 * @param requestsPerMinute tasks and chats that come in within a minute of the clock
 * @param tokensPerMinute of those, as they are estimated
 * @param inFlight calls that wait or are on their way
 */
public record Quota(String tenant, Long requestsPerMinute, Long tokensPerMinute, Long inFlight) {

  /** True where what comes in has to be counted by the minute. */
  public boolean isByMinute() {
    return requestsPerMinute != null || tokensPerMinute != null;
  }
}

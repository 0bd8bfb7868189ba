package io.chorus.connector.redis;

import io.chorus.contracts.Limits;
import java.util.List;

/**
 * What one process holds of an account, has used of it and would like of it.
 *
 * @param account its name, unique over all engines
 * @param limits with a window
 * @param heldRequests leased or on their way
 * @param heldTokens leased or on their way
 * @param open calls that are open
 * @param used triples of a minute since 1970, requests and tokens
 * @param leftRequests what the provider said is left; -1 for nothing said
 * @param leftTokens likewise
 * @param leftAtMs when the call was sent that it said so to, Unix milliseconds
 * @param usedToday requests of the day, the most that was ever told
 * @param dayEndsMs when the provider's day ends, Unix milliseconds
 * @param wantRequests in addition, 0 for none
 * @param leastTokens without which no request is of use
 * @param wantTokens in addition
 * @param wantPlaces all together
 */
public record Holding(
    String account,
    Limits limits,
    long heldRequests,
    long heldTokens,
    long open,
    List<Long> used,
    long leftRequests,
    long leftTokens,
    long leftAtMs,
    long usedToday,
    long dayEndsMs,
    long wantRequests,
    long leastTokens,
    long wantTokens,
    long wantPlaces) {}

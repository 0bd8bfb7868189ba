package io.chorus.connector.redis;

/**
 * What the script says.
 *
 * @param settled false for some seconds after Redis was empty: nothing is granted
 * @param requests in addition
 * @param tokens in addition
 * @param places all together
 * @param waitMs until asking again may help, in milliseconds
 * @param headroom share of the limits that is left, in [0,1]
 * @param nowMs Redis' clock, Unix milliseconds
 * @param usedToday requests of the provider's day
 */
public record Granted(
    boolean settled,
    long requests,
    long tokens,
    long places,
    long waitMs,
    double headroom,
    long nowMs,
    long usedToday) {}

package io.chorus.operators.limits;

/**
 * What a process may use of an account now.
 *
 * @param settled false where it is not known what others hold: nothing was granted, and each has
 *     its own small share
 * @param requests that it may send in addition
 * @param tokens that those may have in addition
 * @param places calls that it may have open, all together
 * @param waitMs until asking again may bring what was asked for at least, in milliseconds
 * @param headroom share of its limits that the account has left, in [0,1]
 * @param nowMs the limiter's clock, Unix milliseconds
 * @param usedToday requests of the provider's present day, all processes together
 */
public record Lease(
    boolean settled,
    long requests,
    long tokens,
    long places,
    long waitMs,
    double headroom,
    long nowMs,
    long usedToday) {}

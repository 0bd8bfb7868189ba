package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;

/**
 * A stored claim.
 *
 * @param holder epoch of the process that has it; 0 when released unsent
 * @param supersessions how often it was taken over from a dead holder
 * @param claimedAtMs Unix milliseconds of the last time it was granted, by the server's clock
 */
public record ClaimRow(
    AskId ask,
    String tenant,
    String engine,
    String model,
    String requestHash,
    long holder,
    int supersessions,
    long claimedAtMs) {}

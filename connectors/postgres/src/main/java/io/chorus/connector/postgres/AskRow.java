package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Usage;

/**
 * A claim with its record.
 *
 * @param claimedAtMs Unix milliseconds, by the server's clock
 * @param recordedAtMs the same of the record; 0 where there is none yet
 * @param failure null when answered, or not recorded yet
 * @param costNanoUsd billionths of a US dollar
 * @param answer the stored bytes of the {@link io.chorus.contracts.Answer}, as text; null where
 *     there is no record yet
 */
public record AskRow(
    AskId ask,
    String engine,
    String model,
    long claimedAtMs,
    long recordedAtMs,
    FailureClass failure,
    Usage usage,
    long costNanoUsd,
    Payload answer) {}

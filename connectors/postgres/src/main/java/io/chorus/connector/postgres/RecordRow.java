package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Usage;

/**
 * A stored record.
 *
 * @param engine the engine that answered and billed
 * @param failure null when answered
 * @param cached whether it is an answer from the cache, for which nothing was sent
 * @param costNanoUsd billionths of a US dollar
 * @param recordedAtMs Unix milliseconds, by the server's clock
 * @param answer the stored bytes of the {@link io.chorus.contracts.Answer}, as text
 */
public record RecordRow(
    AskId ask,
    String tenant,
    String engine,
    String model,
    FailureClass failure,
    boolean cached,
    Usage usage,
    long costNanoUsd,
    long recordedAtMs,
    Payload answer) {

  public boolean answered() {
    return failure == null;
  }
}

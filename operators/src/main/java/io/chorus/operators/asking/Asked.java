package io.chorus.operators.asking;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;

/**
 * What became of one request to an engine: an answer or a failure.
 *
 * @param answer null when failed
 * @param model the model that answered as the engine names it, or the model asked for
 * @param usage billed tokens; a failed ask may have been billed, too
 * @param failure null when answered
 * @param detail for people; null when answered
 * @param retryAfterMs how long the engine asked to wait, in milliseconds; 0 when it didn't say
 * @param sentAtMs Unix milliseconds when the request left; 0 when none did
 * @param receivedAtMs Unix milliseconds when the outcome was known
 */
public record Asked(
    ChatAnswer answer,
    String model,
    Usage usage,
    FailureClass failure,
    String detail,
    long retryAfterMs,
    long sentAtMs,
    long receivedAtMs) {

  boolean wasSent() {
    return sentAtMs > 0;
  }
}

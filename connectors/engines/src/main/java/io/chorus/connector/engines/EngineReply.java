package io.chorus.connector.engines;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;

/**
 * What became of one request to an engine: an answer or a failure, never both. Never null fields
 * but {@code answer}, or {@code failure} and {@code detail}.
 *
 * @param answer null when failed
 * @param model the model that answered as the engine names it; the model asked for where the engine
 *     named none
 * @param usage billed tokens; {@link Usage#NONE} when the engine reported none. A failed ask may
 *     have been billed
 * @param failure null when answered
 * @param detail for people: status and error codes, never anything the caller wrote nor a secret;
 *     null when answered
 * @param retryAfterMs how long the engine asked to wait, in milliseconds, at most a day; 0 when it
 *     didn't say
 * @param sentAtMs Unix milliseconds when the request left; 0 when none did, so nothing can have
 *     been billed
 * @param receivedAtMs Unix milliseconds when the answer was complete or the failure was known
 * @param leftRequests what the engine says its account has left of its limit; -1 when it didn't say
 * @param leftTokens likewise
 */
public record EngineReply(
    ChatAnswer answer,
    String model,
    Usage usage,
    FailureClass failure,
    String detail,
    long retryAfterMs,
    long sentAtMs,
    long receivedAtMs,
    long leftRequests,
    long leftTokens) {

  public boolean answered() {
    return failure == null;
  }
}

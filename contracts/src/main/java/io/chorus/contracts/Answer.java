package io.chorus.contracts;

import java.util.Objects;

/**
 * What became of one ask: an answer, or a failure with its class. Never an exception.
 *
 * @param engine the engine whose queue and place the ask used
 * @param lane the lane the ask used
 * @param answeredBy the engine that gave the answer; differs from {@code engine} when an earlier
 *     ask's answer replays
 * @param model the model that answered as the engine names it, or the model asked for
 * @param failure null when answered
 * @param detail for people: what failed; null when answered
 * @param retryAfterMs how long the engine asked to wait, in milliseconds; 0 when it didn't say
 * @param usage tokens as they were billed when the answer was got; {@link Usage#NONE} when nothing
 *     was
 * @param costNanoUsd billed, in billionths of a US dollar; 0 for an answer from the cache
 * @param sentAtMs Unix milliseconds when the request left; 0 when none did
 * @param receivedAtMs Unix milliseconds when the answer was complete
 * @param replayed true when it was read from the ledger, and nothing was paid now
 * @param payload a {@link ChatAnswer} as JSON; empty text when failed
 */
public record Answer(
    int schemaVersion,
    String tenant,
    String taskId,
    String rootId,
    int round,
    int slot,
    int number,
    String engine,
    Lane lane,
    String answeredBy,
    String model,
    FailureClass failure,
    String detail,
    long retryAfterMs,
    Usage usage,
    long costNanoUsd,
    long sentAtMs,
    long receivedAtMs,
    boolean replayed,
    Payload payload) {
  /** Without these nobody could tell whose it is: such a record is refused when it is read. */
  public Answer {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(rootId, "rootId");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(answeredBy, "answeredBy");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(payload, "payload");
  }

  public AskId askId() {
    return new AskId(new CallKey(rootId, round, slot), taskId, number);
  }

  public boolean answered() {
    return failure == null;
  }

  /** Whether it is what the same request was answered before, of another task: nothing was sent. */
  public boolean cached() {
    return answered() && sentAtMs == 0;
  }
}

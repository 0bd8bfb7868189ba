package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * One ask on its way to one engine.
 *
 * @param round 1 for the first
 * @param slot 0 for the first of its round
 * @param number 1 for the first ask of this slot
 * @param batch what the task was sent in, or null
 * @param engine whose queue it waits in
 * @param model the engine's own name of the model
 * @param acceptedAtMs Unix milliseconds when the task was accepted
 * @param createdAtMs Unix milliseconds when the lifecycle asked
 * @param notBeforeMs Unix milliseconds before which it must not leave; 0 for at once
 * @param deadlineMs Unix milliseconds of the task's deadline
 * @param estimatedTokens input and output together, estimated
 * @param estimatedNanoUsd what it costs, estimated, in billionths of a US dollar
 * @param maxCostNanoUsd what all asks of the task together may cost, in billionths of a US dollar;
 *     0 for no limit
 * @param cacheMaxAgeMs how old an answer to the same request may be to stand for one to this, in
 *     milliseconds; 0 where only an answer of its own will do
 * @param kind why it is asked; {@link Kind#NEW} where null was given
 * @param stream whether somebody wants to hear the answer as it is written: it alone can be the
 *     task's
 * @param requestHash SHA-256 (hex) of engine, model and payload
 * @param payload a {@link ChatRequest} as JSON
 */
public record Call(
    int schemaVersion,
    String tenant,
    String taskId,
    String rootId,
    int round,
    int slot,
    int number,
    String batch,
    String engine,
    String model,
    Lane lane,
    String dataClass,
    long acceptedAtMs,
    long createdAtMs,
    long notBeforeMs,
    long deadlineMs,
    int estimatedTokens,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long estimatedNanoUsd,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long maxCostNanoUsd,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long cacheMaxAgeMs,
    Kind kind,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean stream,
    String requestHash,
    Payload payload) {
  /** Without these nobody could tell whose it is: such a record is refused when it is read. */
  public Call {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(rootId, "rootId");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(payload, "payload");
    kind = kind == null ? Kind.NEW : kind;
  }

  /** Why a call is made. */
  public enum Kind {
    /** Its engine has not failed it. */
    NEW,
    /** Its engine has failed it before. */
    RETRY,
    /** Another engine has not answered in its usual time. */
    HEDGE
  }

  /** The same call in another lane. */
  public Call in(Lane other) {
    return new Call(
        schemaVersion,
        tenant,
        taskId,
        rootId,
        round,
        slot,
        number,
        batch,
        engine,
        model,
        other,
        dataClass,
        acceptedAtMs,
        createdAtMs,
        notBeforeMs,
        deadlineMs,
        estimatedTokens,
        estimatedNanoUsd,
        maxCostNanoUsd,
        cacheMaxAgeMs,
        kind,
        stream,
        requestHash,
        payload);
  }

  public AskId askId() {
    return new AskId(new CallKey(rootId, round, slot), taskId, number);
  }
}

package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Usage;

/** Makes the answer to a call out of what became of it. */
public final class Answers {
  private static final Payload NO_CONTENT = Payload.of("");

  private Answers() {}

  /** What an engine said, at the price of the model that was asked for. */
  static Answer of(Call call, Asked asked, EngineCatalog catalog) {
    long cost =
        catalog
            .engine(call.engine())
            .models()
            .get(call.model())
            .costNanoUsd(asked.usage(), asked.receivedAtMs());
    return answer(call, asked, cost);
  }

  /** A failure of a call of which nothing was sent. */
  public static Answer unsent(Call call, FailureClass failure, String detail, long nowMs) {
    return unsent(call, failure, detail, 0, nowMs);
  }

  /** The same with the time after which it may be asked again, in milliseconds. */
  static Answer unsent(
      Call call, FailureClass failure, String detail, long retryAfterMs, long nowMs) {
    return answer(
        call,
        new Asked(null, call.model(), Usage.NONE, failure, detail, retryAfterMs, 0, nowMs),
        0);
  }

  /** Another ask's answer as the answer to this call: nothing is paid now. */
  static Answer replayed(Call call, Answer known) {
    return of(call, known, known.costNanoUsd(), known.sentAtMs(), known.receivedAtMs(), true);
  }

  /** What the cache has as the answer to this call: nothing is sent, and nothing is paid. */
  static Answer cached(Call call, Answer known, long nowMs) {
    return of(call, known, 0, 0, nowMs, false);
  }

  private static Answer of(
      Call call,
      Answer known,
      long costNanoUsd,
      long sentAtMs,
      long receivedAtMs,
      boolean replayed) {
    return new Answer(
        known.schemaVersion(),
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        call.number(),
        call.engine(),
        call.lane(),
        known.answeredBy(),
        known.model(),
        known.failure(),
        known.detail(),
        known.retryAfterMs(),
        known.usage(),
        costNanoUsd,
        sentAtMs,
        receivedAtMs,
        replayed,
        known.payload());
  }

  private static Answer answer(Call call, Asked asked, long costNanoUsd) {
    return new Answer(
        SchemaVersion.CURRENT,
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        call.number(),
        call.engine(),
        call.lane(),
        call.engine(),
        asked.model(),
        asked.failure(),
        asked.detail(),
        asked.retryAfterMs(),
        asked.usage(),
        costNanoUsd,
        asked.sentAtMs(),
        asked.receivedAtMs(),
        false,
        asked.failure() == null ? Payload.of(Json.writeText(asked.answer())) : NO_CONTENT);
  }
}

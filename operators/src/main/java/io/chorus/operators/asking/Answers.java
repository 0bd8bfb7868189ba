package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Usage;

/** Writes what became of calls. */
final class Answers {
  private static final Payload NOTHING = Payload.of("");

  private Answers() {}

  /** The price is that of the model that was asked for: engines name what answered in many ways. */
  static Answer of(Call call, Asked asked, EngineCatalog catalog) {
    long cost =
        catalog
            .engine(call.engine())
            .models()
            .get(call.model())
            .costNanoUsd(asked.usage(), asked.receivedAtMs());
    return answer(call, asked, cost);
  }

  static Answer refused(Call call, String reason, long nowMs) {
    return unsent(call, FailureClass.REFUSED, reason, nowMs);
  }

  static Answer unsent(Call call, FailureClass failure, String detail, long nowMs) {
    return answer(call, new Asked(null, call.model(), Usage.NONE, failure, detail, 0, 0, nowMs), 0);
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
        asked.answer() == null ? NOTHING : Payload.of(Json.writeText(asked.answer())));
  }
}

package io.chorus.connector.engines;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;

/**
 * A reply before its times are known.
 *
 * @param model null where the engine named none
 */
record Outcome(
    ChatAnswer answer,
    String model,
    Usage usage,
    FailureClass failure,
    String detail,
    long retryAfterMs) {

  static Outcome answered(ChatAnswer answer) {
    return new Outcome(answer, null, Usage.NONE, null, null, 0);
  }

  static Outcome failed(FailureClass failure, String detail) {
    return failed(failure, detail, 0);
  }

  static Outcome failed(FailureClass failure, String detail, long retryAfterMs) {
    return new Outcome(null, null, Usage.NONE, failure, detail, retryAfterMs);
  }

  Outcome billed(String model, Usage usage) {
    return new Outcome(answer, model, usage, failure, detail, retryAfterMs);
  }

  EngineReply reply(String askedModel, long sentAtMs, long receivedAtMs) {
    return reply(askedModel, sentAtMs, receivedAtMs, RoomLeft.UNKNOWN);
  }

  EngineReply reply(String askedModel, long sentAtMs, long receivedAtMs, RoomLeft left) {
    return new EngineReply(
        answer,
        model == null ? askedModel : model,
        usage,
        failure,
        detail,
        retryAfterMs,
        sentAtMs,
        receivedAtMs,
        left.requests(),
        left.tokens());
  }
}

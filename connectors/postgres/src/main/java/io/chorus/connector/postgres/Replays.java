package io.chorus.connector.postgres;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;

/** Turns what was recorded for one ask into the answer to another. */
public final class Replays {

  private Replays() {}

  /** The recorded answer as the answer to a call: who answered stays, who asked is the call. */
  public static Answer to(Call call, Answer recorded) {
    return addressed(recorded, call.tenant(), call.askId(), call.engine(), call.lane());
  }

  /** The same for an ask whose engine and lane are not known: they stay as recorded. */
  static Answer to(AskId ask, Answer recorded) {
    return addressed(recorded, recorded.tenant(), ask, recorded.engine(), recorded.lane());
  }

  static Answer read(byte[] stored) {
    return Json.readOwn(Payload.ofUtf8(stored).text(), Answer.class);
  }

  private static Answer addressed(
      Answer recorded, String tenant, AskId ask, String engine, Lane lane) {
    return new Answer(
        recorded.schemaVersion(),
        tenant,
        ask.taskId(),
        ask.key().rootId(),
        ask.key().round(),
        ask.key().slot(),
        ask.number(),
        engine,
        lane,
        recorded.answeredBy(),
        recorded.model(),
        recorded.failure(),
        recorded.detail(),
        recorded.retryAfterMs(),
        recorded.usage(),
        recorded.costNanoUsd(),
        recorded.sentAtMs(),
        recorded.receivedAtMs(),
        true,
        recorded.payload());
  }
}

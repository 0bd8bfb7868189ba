package io.chorus.operators.asking;

import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import io.chorus.operators.limits.Left;

/**
 * What became of one request to an engine: an answer or a failure, never both.
 *
 * @param answer null when failed
 * @param model the model that answered as the engine names it, or the model asked for
 * @param usage billed tokens, {@link Usage#NONE} when the engine reported none; a failure may have
 *     been billed
 * @param failure null when answered
 * @param detail for people, never what a caller wrote; null when answered
 * @param retryAfterMs how long the engine asked to wait, in milliseconds; 0 when it didn't say
 * @param sentAtMs Unix milliseconds when the request left; 0 when nothing was sent, so nothing can
 *     have been billed
 * @param receivedAtMs Unix milliseconds when the answer was complete or the failure was known
 * @param left what the engine told is left of its account
 */
public record Asked(
    ChatAnswer answer,
    String model,
    Usage usage,
    FailureClass failure,
    String detail,
    long retryAfterMs,
    long sentAtMs,
    long receivedAtMs,
    Left left) {

  /** The same where the engine told nothing of what is left of its account. */
  public Asked(
      ChatAnswer answer,
      String model,
      Usage usage,
      FailureClass failure,
      String detail,
      long retryAfterMs,
      long sentAtMs,
      long receivedAtMs) {
    this(answer, model, usage, failure, detail, retryAfterMs, sentAtMs, receivedAtMs, Left.UNKNOWN);
  }

  /** A defect of the client, as the failure of this one ask: it must not stop all the others. */
  static Asked broken(Call call, Throwable defect, long sentAtMs, long nowMs) {
    String detail = "the engine's client broke (" + Faults.kind(defect) + ")";
    FailureClass failure = sentAtMs == 0 ? FailureClass.TRANSIENT : FailureClass.CUT_OFF;
    return new Asked(null, call.model(), Usage.NONE, failure, detail, 0, sentAtMs, nowMs);
  }

  /** True where the account was refused, whatever the call was, and nothing was billed. */
  boolean isOfTheAccount() {
    return failure == FailureClass.RATE_LIMITED
        || failure == FailureClass.QUOTA_EXHAUSTED
        || failure == FailureClass.AUTH;
  }

  /** True where it has to be recorded: it was paid for, or may have been. */
  public boolean wasSent() {
    return sentAtMs != 0 || failure == null;
  }
}

package io.chorus.standalone.probe;

import io.chorus.connector.engines.EngineReply;
import io.chorus.contracts.FailureClass;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * What a probe has found.
 *
 * @param account its name in the catalog
 * @param model that was asked for
 * @param answeredBy the model that answered as the engine names it; null without an answer
 * @param latencyMs from sending to the end, in milliseconds; 0 when nothing was sent
 * @param costUsd by the catalog's price, in US dollars
 * @param failure null when it answered
 * @param detail what the engine said, or what else went wrong; null when it answered
 * @param next what to do about it; null when it answered
 */
public record ProbeReport(
    String engine,
    String account,
    String model,
    boolean answered,
    String answeredBy,
    long latencyMs,
    long tokensIn,
    long tokensOut,
    BigDecimal costUsd,
    FailureClass failure,
    String detail,
    long retryAfterMs,
    String next) {

  static ProbeReport of(
      String engine, String account, String model, EngineReply reply, long costNanoUsd) {
    return new ProbeReport(
        engine,
        account,
        model,
        reply.answered(),
        reply.answered() ? reply.model() : null,
        reply.sentAtMs() == 0 ? 0 : reply.receivedAtMs() - reply.sentAtMs(),
        reply.usage().inputTokens(),
        reply.usage().outputTokens(),
        BigDecimal.valueOf(costNanoUsd, 9).stripTrailingZeros(),
        reply.failure(),
        reply.detail(),
        reply.retryAfterMs(),
        reply.answered() ? null : next(reply.failure(), reply.retryAfterMs()));
  }

  private static String next(FailureClass failure, long retryAfterMs) {
    return switch (failure) {
      case RATE_LIMITED ->
          retryAfterMs == 0
              ? "the account is at a limit for a short time: try again in a minute"
              : "the account is at a limit: try again in " + (retryAfterMs + 999) / 1_000 + " s";
      case QUOTA_EXHAUSTED ->
          "the account's quota or money is used up: pay, raise the limit, or wait for the next day";
      case OVERLOADED -> "the engine sheds load: try again later";
      case TRANSIENT -> "the engine failed or can't be reached: check its base_url and the network";
      case TIMEOUT -> "no answer in time: try again, or raise the engine's timeout_ms";
      case CUT_OFF -> "the connection broke: check base_url and what is between, then try again";
      case CALLER_FAULT -> "the engine refuses the request: check its protocol and the model";
      case CONTENT_REFUSED -> "the engine refuses to say OK: check the account's content filters";
      case AUTH -> "the account's key is refused: check what its key in the catalog points to";
      case MODEL_GONE -> "the engine has no such model: name another, or mend the catalog";
      case GARBLED -> "what came is no answer: check the engine's protocol and base_url";
      case REFUSED, WITHDRAWN -> throw new IllegalStateException("a probe is never " + failure);
    };
  }

  /** For people. */
  public String text() {
    return answered ? good() : bad();
  }

  private String good() {
    return line("%s answers (account %s)", engine, account)
        + line("  model      %s, asked for %s", answeredBy, model)
        + line("  latency    %,d ms", latencyMs)
        + line("  tokens     %,d in, %,d out", tokensIn, tokensOut)
        + line("  cost       $%s", costUsd.toPlainString());
  }

  private String bad() {
    return line("%s does not answer (account %s): %s", engine, account, failure)
        + line("  model      asked for %s", model)
        + line("  reason     %s", detail)
        + line("  next       %s", next);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}

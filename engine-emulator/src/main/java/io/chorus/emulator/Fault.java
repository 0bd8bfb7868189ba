package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A share of the calls that fails in one way.
 *
 * @param kind how they fail
 * @param share of the calls, 0 to 1
 * @param engine the only engine that it is for; null: every engine
 * @param account the only account, as its key or as the journal names it; null: every account
 * @param model the only model; null: every model
 * @param fromS seconds since the script began from which on it holds; null: from the beginning
 * @param untilS seconds since the script began until which it holds; null: for ever
 * @param retryAfterS the wait in seconds that a {@code 429} names, 0 to 86,400; null: one second
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(
    FaultKind kind,
    @JsonProperty(required = true) double share,
    String engine,
    String account,
    String model,
    Double fromS,
    Double untilS,
    Integer retryAfterS) {
  private static final int MAX_WAIT_S = 86_400;

  public Fault {
    if (kind == null) {
      throw new IllegalArgumentException("a fault needs a 'kind'; allowed: " + FaultKind.ALLOWED);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("fault share " + share + "; allowed: 0 to 1");
    }
    if (begin(fromS) < 0 || !(end(untilS) > begin(fromS))) {
      throw new IllegalArgumentException(
          "fault from_s " + fromS + " until_s " + untilS + "; allowed: 0 or more, and until after");
    }
    if (retryAfterS != null && (retryAfterS < 0 || retryAfterS > MAX_WAIT_S)) {
      throw new IllegalArgumentException(
          "fault retry_after_s " + retryAfterS + "; allowed: 0 to " + MAX_WAIT_S);
    }
  }

  /** For every account and model, all the time. */
  public Fault(FaultKind kind, double share, String engine) {
    this(kind, share, engine, null, null, null, null, null);
  }

  /** The same for one account. */
  public Fault forAccount(String only) {
    return new Fault(kind, share, engine, only, model, fromS, untilS, retryAfterS);
  }

  /** The same within a window of time, in seconds since the script began. */
  public Fault during(double from, double until) {
    return new Fault(kind, share, engine, account, model, from, until, retryAfterS);
  }

  private static double begin(Double fromS) {
    return fromS == null ? 0 : fromS;
  }

  private static double end(Double untilS) {
    return untilS == null ? Double.POSITIVE_INFINITY : untilS;
  }

  boolean concerns(FaultScript.Call call, double atS) {
    return (engine == null || engine.equals(call.engine()))
        && (model == null || model.equals(call.model()))
        && (account == null || Accounts.isNamed(account, call.account()))
        && atS >= begin(fromS)
        && atS < end(untilS);
  }

  /** Whether both can meet one call, told by this one's narrowest call at its first moment. */
  boolean meets(Fault other) {
    return sameOrAny(other.engine, engine)
        && sameOrAny(other.account, account)
        && sameOrAny(other.model, model)
        && begin(fromS) >= begin(other.fromS)
        && begin(fromS) < end(other.untilS);
  }

  private static boolean sameOrAny(String wide, String narrow) {
    return wide == null || wide.equals(narrow);
  }

  long waitS() {
    return retryAfterS == null ? 1 : retryAfterS;
  }
}

package io.chorus.operators.limits;

import io.chorus.contracts.FailureClass;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What an account's answers say of it: its provider complains, it is out of money or of trust, or a
 * model fails in its name. One answer alone says little. Used under a lock.
 */
final class AccountHealth {
  private static final int IN_A_ROW = 3;
  private static final int FAILURES_OF_A_MODEL = 5;
  private static final long MODEL_PAUSE_MS = 1_000;
  private static final long LONGEST_MODEL_PAUSE_MS = 30_000;
  private static final long OUT_PAUSE_MS = 30_000;
  private static final long LONGEST_OUT_PAUSE_MS = 1_800_000;
  private static final long COOL_MS = 1_000;
  private static final long LONGEST_COOL_MS = 60_000;

  private final RandomGenerator random;
  private final Map<String, Breaker> models = new HashMap<>();
  private final Breaker account;
  private Aimd aimd = new Aimd();
  private int complaints;
  private long cooledUntilMs;
  private FailureClass outFor;

  AccountHealth(RandomGenerator random) {
    this.random = random;
    this.account = new Breaker(IN_A_ROW, OUT_PAUSE_MS, LONGEST_OUT_PAUSE_MS, random);
  }

  /** It has another key, or other limits. */
  void forget() {
    aimd = new Aimd();
    complaints = 0;
    cooledUntilMs = 0;
    account.answered();
    models.clear();
  }

  /** Calls that may be open at present, of so many places. */
  long window(long places) {
    return aimd.window(places);
  }

  /** Until when its provider wants to hear nothing of it. */
  long cooledUntilMs() {
    return cooledUntilMs;
  }

  /** Why no call passes in its name at all; null where one may. */
  FailureClass outFor(long nowMs) {
    return account.lets(nowMs) ? null : outFor;
  }

  /** Whether the model may be asked in its name. */
  boolean lets(String model, long nowMs) {
    Breaker breaker = models.get(model);
    return breaker == null || breaker.lets(nowMs);
  }

  void passed(String model) {
    account.passed();
    Breaker breaker = models.get(model);
    if (breaker != null) {
      breaker.passed();
    }
  }

  /** A call that passed was never sent. */
  void unsure(String model) {
    account.unsure();
    unsureOf(model);
  }

  private void unsureOf(String model) {
    Breaker breaker = models.get(model);
    if (breaker != null) {
      breaker.unsure();
    }
  }

  /**
   * What came of a call that was sent.
   *
   * @param failure null where it was answered
   * @param retryAfterMs how long the provider asked to wait; 0 where it didn't say
   */
  void observe(String model, FailureClass failure, long retryAfterMs, long nowMs) {
    if (failure == null) {
      answered(model, nowMs);
      return;
    }
    observeAccount(failure, nowMs);
    observeModel(model, failure, nowMs);
    if (failure == FailureClass.RATE_LIMITED) {
      complained(retryAfterMs, nowMs);
    } else if (failure == FailureClass.OVERLOADED) {
      aimd.complained(nowMs);
    }
  }

  private void observeAccount(FailureClass failure, long nowMs) {
    if (failure == FailureClass.QUOTA_EXHAUSTED || failure == FailureClass.AUTH) {
      outFor = failure;
      account.failed(nowMs);
    } else {
      account.unsure();
    }
  }

  private void observeModel(String model, FailureClass failure, long nowMs) {
    switch (failure) {
      case OVERLOADED, TRANSIENT, TIMEOUT, CUT_OFF -> breaker(model).failed(nowMs);
      default -> unsureOf(model);
    }
  }

  private void answered(String model, long nowMs) {
    complaints = 0;
    aimd.answered(nowMs);
    account.answered();
    models.remove(model);
  }

  private void complained(long retryAfterMs, long nowMs) {
    aimd.complained(nowMs);
    complaints++;
    if (complaints >= IN_A_ROW) {
      long wait = retryAfterMs == 0 ? COOL_MS : Math.min(LONGEST_COOL_MS, retryAfterMs);
      cooledUntilMs = Math.max(cooledUntilMs, nowMs + wait);
    }
  }

  private Breaker breaker(String model) {
    return models.computeIfAbsent(
        model,
        name -> new Breaker(FAILURES_OF_A_MODEL, MODEL_PAUSE_MS, LONGEST_MODEL_PAUSE_MS, random));
  }
}

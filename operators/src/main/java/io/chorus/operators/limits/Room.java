package io.chorus.operators.limits;

import io.chorus.contracts.Account;
import io.chorus.contracts.FailureClass;

/**
 * One call's room at an account. Ends with {@link #giveBack} or {@link #settle}; only the first of
 * them counts. Thread-safe.
 */
public final class Room {
  /** Of tokens: nobody said how many were used. */
  public static final long NOT_TOLD = -1;

  private final EngineAccounts accounts;
  private final Desk desk;
  private final Account account;
  private final String model;
  private final long estimated;
  private final long tokens;
  private boolean ended;

  Room(EngineAccounts accounts, Desk desk, String model, long estimated, long tokens) {
    this.accounts = accounts;
    this.desk = desk;
    this.account = desk.account();
    this.model = model;
    this.estimated = estimated;
    this.tokens = tokens;
  }

  /** In whose name the call leaves. */
  public Account account() {
    return account;
  }

  /** The call was never sent. */
  public void giveBack() {
    accounts.giveBack(this);
  }

  /**
   * The call was sent.
   *
   * @param failure null where it was answered
   * @param retryAfterMs how long the provider asked to wait, in milliseconds; 0 where it didn't say
   * @param usedTokens input and output as billed, or {@link #NOT_TOLD}
   * @param sentAtMs Unix milliseconds
   */
  public void settle(
      FailureClass failure, long retryAfterMs, long usedTokens, long sentAtMs, Left left) {
    accounts.settle(this, new Outcome(failure, retryAfterMs, usedTokens, sentAtMs, left));
  }

  /** What came of a call. */
  record Outcome(
      FailureClass failure, long retryAfterMs, long usedTokens, long sentAtMs, Left left) {}

  Desk desk() {
    return desk;
  }

  String model() {
    return model;
  }

  long estimated() {
    return estimated;
  }

  long tokens() {
    return tokens;
  }

  /** True the first time. Used under the engine's lock. */
  boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }
}

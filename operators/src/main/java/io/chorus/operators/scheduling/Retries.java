package io.chorus.operators.scheduling;

/** One engine's {@link RetryBudget}, remembered while it is not full. Used by one thread. */
final class Retries {
  /** Null where it is full. */
  private RetryBudget budget;

  Retries(EngineState state) throws Exception {
    budget = state.retries();
  }

  boolean isFull() {
    return budget == null;
  }

  void answered() {
    budget = budget == null ? null : budget.answered();
  }

  /** Takes one, where there is one. */
  boolean take(EngineState state, long nowMs) throws Exception {
    RetryBudget now = budget == null ? RetryBudget.full(nowMs) : budget.at(nowMs);
    if (!now.hasOne()) {
      return false;
    }
    budget = now.taken();
    state.put(budget);
    return true;
  }

  /** What was earned lately is remembered too; a restart may cost a second of it. */
  void remember(EngineState state, long nowMs) throws Exception {
    if (budget == null) {
      return;
    }
    budget = budget.at(nowMs);
    if (budget.isFull()) {
      budget = null;
      state.removeRetries();
    } else {
      state.put(budget);
    }
  }
}

package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chorus.connector.postgres.BudgetStore.Budget;
import java.math.BigDecimal;

/**
 * A tenant's budget as operators see it, in US dollars.
 *
 * @param limitUsd null for no limit
 * @param reservedUsd estimates of what is on its way
 * @param since Unix seconds from which on spending counts
 */
record BudgetJson(
    String object,
    String tenant,
    @JsonInclude(JsonInclude.Include.ALWAYS) Double limitUsd,
    double spentUsd,
    double reservedUsd,
    long since) {
  private static final int NANO = 9;
  private static final long SECOND_MS = 1_000;

  static BudgetJson of(Budget budget) {
    Long limit = budget.limitNanoUsd();
    return new BudgetJson(
        "budget",
        budget.tenant(),
        limit == null ? null : usd(limit),
        usd(budget.spentNanoUsd()),
        usd(budget.reservedNanoUsd()),
        budget.sinceMs() / SECOND_MS);
  }

  private static double usd(long nanoUsd) {
    return BigDecimal.valueOf(nanoUsd, NANO).doubleValue();
  }
}

package io.chorus.operators.lifecycle;

import io.chorus.contracts.Payload;
import io.chorus.operators.merging.Graded;
import java.util.List;

/**
 * An answer that a task has got, with what was thought of it.
 *
 * @param engine who gave it
 * @param score in [0,1]
 * @param reasons why the score is below 1
 * @param value what votes are counted on, or null
 * @param outputTokens its length
 * @param costNanoUsd billed, in billionths of a US dollar
 * @param latencyMs from sent to received; 0 where it was read from the ledger or the cache
 * @param payload a {@link io.chorus.contracts.ChatAnswer} as JSON
 */
public record Given(
    int round,
    int slot,
    String engine,
    String model,
    double score,
    List<String> reasons,
    String value,
    long outputTokens,
    long costNanoUsd,
    long latencyMs,
    Payload payload) {

  /** Earlier rounds, and slots, win where all else is equal. */
  Graded graded() {
    return new Graded(order(round, slot), engine, model, score, reasons, payload);
  }

  static int order(int round, int slot) {
    return round * 1_000 + slot;
  }

  int order() {
    return order(round, slot);
  }
}

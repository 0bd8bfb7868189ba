package io.chorus.standalone.dead;

/**
 * What asking again is expected to take.
 *
 * @param calls of the first round, and those of later rounds that are paid for
 * @param paid of these, calls whose answer is recorded: they are replayed
 * @param costNanoUsd of the rest at today's prices, in billionths of a US dollar
 */
public record Expected(int calls, int paid, long costNanoUsd) {
  public static final Expected NOTHING = new Expected(0, 0, 0);

  public Expected plus(Expected other) {
    return new Expected(calls + other.calls, paid + other.paid, costNanoUsd + other.costNanoUsd);
  }
}

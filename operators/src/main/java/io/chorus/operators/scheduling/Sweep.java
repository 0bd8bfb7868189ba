package io.chorus.operators.scheduling;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Flows at whose heads calls may stand that are to be given back or are late. Each is looked
 * through up to its first call that may leave, a few calls at a time and in turn, so that no other
 * waits for it; until then nothing of it leaves. Nothing is moved, so that order is kept: what is
 * to be given back behind a call that may leave is when its turn comes. Used by one thread.
 */
final class Sweep {
  /** Calls that are looked at in one go. */
  static final int MOST_AT_ONCE = 500;

  /** Of these, calls of one flow. */
  static final int MOST_OF_ONE = 50;

  /** Between two goes: what they take, others may have as well. */
  static final long PAUSE_MS = 10;

  private final Set<Integer> flows = new LinkedHashSet<>();
  private long nextAtMs;

  void add(Flow flow) {
    flows.add(flow.number());
  }

  void remove(Flow flow) {
    flows.remove(flow.number());
  }

  boolean has(Flow flow) {
    return flows.contains(flow.number());
  }

  boolean isEmpty() {
    return flows.isEmpty();
  }

  /** The number of the flow whose turn it is, and which is last from then on; there must be one. */
  int next() {
    Integer first = flows.iterator().next();
    flows.remove(first);
    flows.add(first);
    return first;
  }

  /** Begins a go, where it is time for one. */
  boolean begins(long nowMs) {
    boolean due = !flows.isEmpty() && nowMs >= nextAtMs;
    nextAtMs = due ? nowMs + PAUSE_MS : nextAtMs;
    return due;
  }

  /** Unix milliseconds of the next go. */
  long nextAtMs() {
    return nextAtMs;
  }
}

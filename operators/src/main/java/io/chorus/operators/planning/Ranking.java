package io.chorus.operators.planning;

import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts candidates in the order in which they are asked. */
final class Ranking {
  /** What an engine that nobody knows is taken for, and for how many answers that counts. */
  private static final double UNKNOWN = 0.8;

  private static final double UNKNOWN_WEIGHT = 3;

  /** Engines whose records differ by less are told apart by their price. */
  private static final double STEP = 0.05;

  /** Below this a cascade does not begin with an engine, however cheap. */
  private static final double BAD = 0.5;

  private Ranking() {}

  /** The share of good answers that is expected of an engine with this record, or with null. */
  static double expected(EngineRecord record) {
    double weight = record == null ? 0 : record.weight();
    double good = record == null ? 0 : record.accepted() * weight;
    return (good + UNKNOWN * UNKNOWN_WEIGHT) / (weight + UNKNOWN_WEIGHT);
  }

  /** By what is expected of them, in steps: within one, prices decide. */
  static Comparator<EngineRecord> bestFirst() {
    return Comparator.comparingLong(record -> -step(expected(record)));
  }

  private static long step(double expected) {
    return Math.round(expected / STEP);
  }

  private static Comparator<Candidate> byRecord() {
    return Comparator.comparingLong((Candidate candidate) -> -step(candidate.record()))
        .thenComparingLong(Candidate::estimatedNanoUsd);
  }

  /**
   * @param preferred true where the policy names the engines in an order
   */
  static List<Candidate> order(
      List<Candidate> candidates, Strategy strategy, boolean preferred, Known known) {
    List<Candidate> ordered = new ArrayList<>(candidates);
    boolean learned = known.policy().learned() == Policy.Use.USE;
    if (strategy == Strategy.CASCADE && !preferred) {
      ordered.sort(Comparator.comparingLong(Candidate::estimatedNanoUsd));
    }
    if (learned) {
      ordered.sort(
          strategy == Strategy.CASCADE
              ? Comparator.comparing(candidate -> candidate.record() < BAD)
              : byRecord());
    }
    if (known.policy().health() == Policy.Use.USE) {
      ordered.sort(Comparator.comparing(candidate -> known.out().contains(candidate.engine())));
    }
    return ordered;
  }
}

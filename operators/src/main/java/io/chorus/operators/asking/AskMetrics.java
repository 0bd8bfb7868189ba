package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.FailureClass;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * One subtask's asks: the gauge {@code numAsksInFlight}, and a counter {@code numAsks} for each
 * {@code outcome}: {@code ANSWERED}, {@code REPLAYED}, {@code CACHED}, or the class of the failure.
 * Thread-safe.
 */
final class AskMetrics {
  private static final String ANSWERED = "ANSWERED";
  private static final String REPLAYED = "REPLAYED";
  private static final String CACHED = "CACHED";

  private final AtomicInteger inFlight = new AtomicInteger();
  private final Map<String, Counter> outcomes = new HashMap<>();

  AskMetrics(MetricGroup group) {
    group.gauge("numAsksInFlight", inFlight::get);
    register(group, ANSWERED);
    register(group, REPLAYED);
    register(group, CACHED);
    for (FailureClass failure : FailureClass.values()) {
      register(group, failure.name());
    }
  }

  private void register(MetricGroup group, String outcome) {
    outcomes.put(
        outcome,
        group.addGroup("outcome", outcome).counter("numAsks", new ThreadSafeSimpleCounter()));
  }

  void started() {
    inFlight.incrementAndGet();
  }

  /**
   * @param answer null where the ask was cancelled or broke
   */
  void ended(Answer answer) {
    inFlight.decrementAndGet();
    if (answer != null) {
      outcomes.get(outcome(answer)).inc();
    }
  }

  private static String outcome(Answer answer) {
    if (answer.replayed()) {
      return REPLAYED;
    }
    if (answer.cached()) {
      return CACHED;
    }
    return answer.answered() ? ANSWERED : answer.failure().name();
  }
}

package io.chorus.standalone.dead;

import io.chorus.contracts.CallKey;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineCatalog.Target;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Usage;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.lifecycle.LifecyclePolicy;
import io.chorus.operators.planning.Plan;
import io.chorus.operators.planning.Planner;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Thinks through what the lifecycle would ask for a task. Thread-safe. */
final class Estimator {
  private final EngineCatalog catalog;
  private final TaskAnalyzer analyzer = new TaskAnalyzer();
  private final Planner planner;

  Estimator(EngineCatalog catalog) {
    this.catalog = catalog;
    this.planner = new Planner(catalog);
  }

  /** Whether any engine may be asked at all. */
  boolean canBeAsked(Task task) {
    return !planner.plan(task, analyzer.analyze(task)).candidates().isEmpty();
  }

  /**
   * @param paid the answers that the task's line has paid for
   */
  Expected expected(Task task, Set<CallKey> paid, long nowMs) {
    Analysis analysis = analyzer.analyze(task);
    List<Target> asked = firstRound(planner.plan(task, analysis));
    Set<CallKey> calls = new HashSet<>(paid);
    long costNanoUsd = 0;
    for (int slot = 0; slot < asked.size(); slot++) {
      if (calls.add(new CallKey(task.rootId(), 1, slot))) {
        costNanoUsd += costNanoUsd(asked.get(slot), analysis, nowMs);
      }
    }
    return new Expected(calls.size(), paid.size(), costNanoUsd);
  }

  private static List<Target> firstRound(Plan plan) {
    int slots = plan.strategy() == Strategy.BEST_OF ? LifecyclePolicy.MAX_SLOTS : 1;
    return plan.candidates().subList(0, Math.min(slots, plan.candidates().size()));
  }

  private long costNanoUsd(Target target, Analysis analysis, long nowMs) {
    return catalog
        .engine(target.engine())
        .models()
        .get(target.model())
        .costNanoUsd(new Usage(analysis.inputTokens(), analysis.outputTokens()), nowMs);
  }
}

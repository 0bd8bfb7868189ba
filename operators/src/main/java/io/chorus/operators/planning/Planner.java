package io.chorus.operators.planning;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineCatalog.Target;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.analysis.Analysis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Chooses strategy and engines of a task; the same task always gets the same plan. Thread-safe. */
public final class Planner {
  private final EngineCatalog catalog;

  public Planner(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * A plan within the task's data class: the one target that its model names, else every allowed
   * engine, begun at a place that the root id decides so that load spreads.
   */
  public Plan plan(Task task, Analysis analysis) {
    Strategy strategy = task.strategy() == null ? Strategy.SINGLE : task.strategy();
    return new Plan(strategy, candidates(task));
  }

  private List<Target> candidates(Task task) {
    List<Target> allowed = new ArrayList<>(catalog.targetsFor(task.dataClass()));
    if (!task.model().equals(EngineCatalog.AUTO)) {
      return fixed(task, allowed);
    }
    if (!allowed.isEmpty()) {
      Collections.rotate(allowed, -Math.floorMod(task.rootId().hashCode(), allowed.size()));
    }
    return allowed;
  }

  private List<Target> fixed(Task task, List<Target> allowed) {
    List<Target> targets = new ArrayList<>();
    catalog
        .target(task.model())
        .filter(wanted -> allowed.stream().anyMatch(t -> t.engine().equals(wanted.engine())))
        .ifPresent(targets::add);
    return targets;
  }
}

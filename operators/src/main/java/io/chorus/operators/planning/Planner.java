package io.chorus.operators.planning;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineCatalog.Target;
import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.EngineSpec.ModelSpec;
import io.chorus.contracts.Explanation;
import io.chorus.contracts.Policy;
import io.chorus.contracts.PolicyPlan;
import io.chorus.contracts.PolicyRule;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Usage;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.quality.QualityGrader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Chooses strategy and engines of a task. The same task, with the same {@link Known}, always gets
 * the same plan; what a policy only observes changes nothing but what is written down. Thread-safe.
 */
public final class Planner {
  private static final String NO_RULE = "defaults";

  /** What a judge reads beside the task, by estimate: so many answers, and so many tokens. */
  private static final int JUDGED = 3;

  private static final int INSTRUCTIONS = 200;

  private final EngineCatalog catalog;

  public Planner(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  /** A plan within the task's data class, on every path. */
  public Plan plan(Task task, Analysis analysis, Known known) {
    List<Target> allowed = allowed(task);
    PolicyRule rule = rule(task, analysis, known.policy(), allowed);
    PolicyPlan says = known.policy().defaults().with(rule == null ? null : rule.then());
    Strategy strategy = strategy(task, analysis, says);
    boolean preferred = !only(allowed, says.engines()).isEmpty();
    List<Candidate> candidates =
        (preferred ? only(allowed, says.engines()) : spread(task, allowed))
            .stream().map(target -> candidate(target, task, analysis, known)).toList();
    List<Candidate> ordered = Ranking.order(candidates, strategy, preferred, known);
    int samples = task.samples() > 0 ? task.samples() : says.samples();
    boolean sampled = strategy.isFanOut() && samples > 0;
    int calls = sampled ? samples : calls(strategy, analysis, says, ordered.size());
    double quality = task.quality() == null ? says.quality() : task.quality();
    Explanation.Planned explained =
        new Explanation.Planned(
            known.policy().version(),
            rule == null ? NO_RULE : rule.name(),
            why(task, strategy, preferred, known.policy()),
            TaskAnalyzer.VERSION,
            QualityGrader.VERSION,
            analysis.kind(),
            analysis.secondKind(),
            analysis.confidence(),
            analysis.language(),
            analysis.difficulty(),
            analysis.form().name().toLowerCase(Locale.ROOT),
            quality,
            says.rounds(),
            calls,
            estimate(ordered, calls, sampled),
            ordered.stream().map(Candidate::engine).toList(),
            learned(candidates, analysis, known),
            known.out().stream().sorted().toList());
    return new Plan(
        strategy,
        ordered,
        calls,
        sampled,
        says.rounds(),
        quality,
        task.maxCostNanoUsd(),
        says.judge(),
        says.hedgeMs(),
        cacheMaxAgeMs(task, sampled, known.policy()),
        analysis,
        explained);
  }

  /** The one target that a task names, else every engine that may see its data. */
  private List<Target> allowed(Task task) {
    List<Target> allowed = catalog.targetsFor(task.dataClass());
    if (task.model().equals(EngineCatalog.AUTO)) {
      return allowed;
    }
    return catalog
        .target(task.model())
        .filter(wanted -> allowed.stream().anyMatch(t -> t.engine().equals(wanted.engine())))
        .map(List::of)
        .orElse(List.of());
  }

  /** A rule whose engines may not see the data is none for this task. */
  private static PolicyRule rule(
      Task task, Analysis analysis, Policy policy, List<Target> allowed) {
    for (PolicyRule rule : policy.rules()) {
      List<String> engines = rule.then().engines();
      boolean possible = engines == null || engines.isEmpty() || !only(allowed, engines).isEmpty();
      if (possible
          && rule.when()
              .holds(
                  task,
                  analysis.kind(),
                  analysis.closed(),
                  analysis.language(),
                  analysis.difficulty())) {
        return rule;
      }
    }
    return null;
  }

  private static Strategy strategy(Task task, Analysis analysis, PolicyPlan says) {
    if (task.strategy() != null) {
      return task.strategy();
    }
    if (task.samples() > 0 && !says.strategy().isFanOut()) {
      return analysis.closed() ? Strategy.VOTE : Strategy.BEST_OF;
    }
    return says.strategy();
  }

  private static List<Target> only(List<Target> allowed, List<String> engines) {
    return engines.stream()
        .flatMap(name -> allowed.stream().filter(target -> target.engine().equals(name)))
        .toList();
  }

  /** Begun at a place that the root id decides, so that load spreads. */
  private static List<Target> spread(Task task, List<Target> allowed) {
    List<Target> spread = new ArrayList<>(allowed);
    if (!spread.isEmpty()) {
      Collections.rotate(spread, -Math.floorMod(task.rootId().hashCode(), spread.size()));
    }
    return spread;
  }

  private Candidate candidate(Target target, Task task, Analysis analysis, Known known) {
    EngineRecord record = known.record(target.engine(), analysis.kind());
    boolean learned = known.policy().learned() == Policy.Use.USE;
    long output = analysis.expectedOutputTokens();
    long input = analysis.estimatedTokens() - output;
    ModelSpec prices = catalog.engine(target.engine()).models().get(target.model());
    return new Candidate(
        target.engine(),
        target.model(),
        prices.costNanoUsd(new Usage(input, output), task.acceptedAtMs()),
        prices.costNanoUsd(
            new Usage(input + JUDGED * output + INSTRUCTIONS, output), task.acceptedAtMs()),
        learned ? Ranking.expected(record) : Candidate.NO_RECORD,
        learned && record != null ? Math.round(record.latencyMs()) : 0,
        known.policy().hedging() && record != null ? record.p95Ms() : 0);
  }

  /** Samples of one engine that are all the same answer would be none. */
  private static long cacheMaxAgeMs(Task task, boolean sampled, Policy policy) {
    boolean may = !sampled && policy.cachedDataClasses().contains(task.dataClass());
    return may ? task.cacheMaxAgeMs() : 0;
  }

  private static int calls(Strategy strategy, Analysis analysis, PolicyPlan says, int engines) {
    int most = Math.max(1, Math.min(says.calls(), engines));
    return switch (strategy) {
      case SINGLE -> 1;
      case CASCADE -> analysis.closed() ? most : 1;
      case VOTE, BEST_OF, FUSE, FIRST -> most;
    };
  }

  private static long estimate(List<Candidate> candidates, int calls, boolean samples) {
    if (samples && !candidates.isEmpty()) {
      return calls * candidates.get(0).estimatedNanoUsd();
    }
    return candidates.stream().limit(calls).mapToLong(Candidate::estimatedNanoUsd).sum();
  }

  /** Whom records would put first, whether they may or not. */
  private static String learned(List<Candidate> candidates, Analysis analysis, Known known) {
    return candidates.stream()
        .filter(candidate -> known.record(candidate.engine(), analysis.kind()) != null)
        .min(
            Comparator.comparing(
                    (Candidate c) -> known.record(c.engine(), analysis.kind()), Ranking.bestFirst())
                .thenComparingLong(Candidate::estimatedNanoUsd))
        .map(Candidate::engine)
        .orElse(null);
  }

  private static String why(Task task, Strategy strategy, boolean preferred, Policy policy) {
    String chosen =
        task.strategy() != null || task.samples() > 0 ? "the task asks for it" : "the rule says so";
    String order = strategy == Strategy.CASCADE ? "the cheapest first" : "begun by the task's id";
    if (!task.model().equals(EngineCatalog.AUTO)) {
      order = "as the task names it";
    } else if (preferred) {
      order = "as the rule names them";
    } else if (policy.learned() == Policy.Use.USE && strategy != Strategy.CASCADE) {
      order = "by their records and prices";
    }
    return strategy.wireName() + ": " + chosen + "; engines: " + order;
  }
}

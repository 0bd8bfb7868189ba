package io.chorus.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.Kit;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.AnswerForm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Analysis OPEN =
      new Analysis("chat", "qa", 0.5, "en", 0.5, 100, 50, AnswerForm.OPEN);
  private static final Analysis CLOSED =
      new Analysis("math", "qa", 0.9, "en", 0.5, 100, 50, AnswerForm.NUMBER);
  private final Planner planner = new Planner(Kit.CATALOG);

  @Test
  void autoAsksEveryAllowedEngineStartingAnywhereButAlwaysAlike() {
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Plan plan = plan(Kit.task("root-" + i, EngineCatalog.AUTO, null, 0, "public"));

      assertThat(plan.strategy()).isEqualTo(Strategy.SINGLE);
      assertThat(plan.candidates()).hasSize(3).doesNotHaveDuplicates();
      first.add(plan.candidates().get(0).engine());
    }

    assertThat(first).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(plan(Kit.task(EngineCatalog.AUTO, null, 0)))
        .isEqualTo(plan(Kit.task(EngineCatalog.AUTO, null, 0)));
  }

  @Test
  void aNamedModelIsTheOnlyCandidate() {
    Plan plan = plan(Kit.task("b/m-b", Strategy.BEST_OF, 0));

    assertThat(plan.strategy()).isEqualTo(Strategy.BEST_OF);
    assertThat(engines(plan)).containsExactly("b");
    assertThat(plan.calls()).isEqualTo(1);
  }

  @Test
  void dataGoesOnlyWhereItsClassAllows() {
    assertThat(engines(plan(Kit.task("r", EngineCatalog.AUTO, null, 0, "secret"))))
        .containsExactly("c");
    assertThat(plan(Kit.task("r", "a/m-a", null, 0, "secret")).candidates()).isEmpty();
    assertThat(plan(Kit.task("r", EngineCatalog.AUTO, null, 0, "unheard of")).candidates())
        .isEmpty();
  }

  @Test
  void theFirstRuleThatFitsDecides() {
    Known known =
        policy(
            """
            version: 4
            rules:
              - {name: words, when: {closed: false}, then: {strategy: fuse}}
              - {name: sums, when: {kind: [math], quality_from: 0.8}, then: {strategy: vote, engines: [c, a]}}
              - {name: rest, then: {strategy: cascade, quality: 0.7, rounds: 2}}
            """);

    Plan careful = planner.plan(Kit.task(EngineCatalog.AUTO, null, 0.9), CLOSED, known);
    Plan careless = planner.plan(Kit.task(EngineCatalog.AUTO, null, null), CLOSED, known);

    assertThat(careful.explained().rule()).isEqualTo("sums");
    assertThat(careful.explained().policy()).isEqualTo(4);
    assertThat(careful.strategy()).isEqualTo(Strategy.VOTE);
    assertThat(careful.quality()).isEqualTo(0.9);
    assertThat(engines(careful)).containsExactly("c", "a");
    assertThat(careless.explained().rule()).isEqualTo("rest");
    assertThat(careless.quality()).isEqualTo(0.7);
    assertThat(careless.rounds()).isEqualTo(2);
  }

  @Test
  void aRuleWhoseEnginesMayNotSeeTheDataIsPassedOver() {
    Known known =
        policy("{version: 1, rules: [{name: a-only, then: {engines: [a], strategy: vote}}]}");

    Plan plan = planner.plan(Kit.task("r", EngineCatalog.AUTO, null, 0, "secret"), OPEN, known);

    assertThat(plan.explained().rule()).isEqualTo("defaults");
    assertThat(engines(plan)).containsExactly("c");
  }

  @Test
  void theTasksWishesComeBeforeTheRule() {
    Known known = policy("{version: 1, defaults: {strategy: vote, samples: 7}}");

    Plan asked = planner.plan(Kit.task(EngineCatalog.AUTO, Strategy.FIRST, 0), CLOSED, known);
    Plan left = planner.plan(Kit.task(EngineCatalog.AUTO, null, 0), CLOSED, known);

    assertThat(asked.strategy()).isEqualTo(Strategy.FIRST);
    assertThat(asked.samples()).isFalse();
    assertThat(left.samples()).isTrue();
    assertThat(left.calls()).isEqualTo(7);
  }

  @Test
  void aCascadeBeginsWithTheCheapest() {
    Plan plan = plan(Kit.task("root-2", EngineCatalog.AUTO, Strategy.CASCADE, 0, "public"));

    assertThat(plan.candidates())
        .extracting(Candidate::estimatedNanoUsd)
        .isSorted()
        .startsWith(125_000L);
  }

  @Test
  void aRecordDecidesOnlyOnceItMay() {
    Map<String, EngineRecord> records = new HashMap<>();
    for (String engine : List.of("a", "b", "c")) {
      double accepted = engine.equals("b") ? 0.95 : 0.5;
      records.put(
          Known.key(engine, "chat"),
          new EngineRecord(engine, "chat", 100, accepted, 0.9, 1, 200, 700, Kit.NOW));
    }
    Task task = Kit.task("root-1", EngineCatalog.AUTO, null, 0, "public");
    Policy observe = Policy.parse("{version: 1, learned: observe}");
    Policy use = Policy.parse("{version: 2, learned: use}");

    Plan observed = planner.plan(task, OPEN, new Known(observe, records, Set.of()));
    Plan used = planner.plan(task, OPEN, new Known(use, records, Set.of()));

    assertThat(observed.candidates())
        .isEqualTo(planner.plan(task, OPEN, Known.of(observe)).candidates());
    assertThat(observed.explained().learned()).isEqualTo("b");
    assertThat(engines(used)).startsWith("b");
    assertThat(used.candidates().get(0).latencyMs()).isEqualTo(200);
    assertThat(used.candidates()).extracting(Candidate::p95Ms).containsOnly(0L);
    assertThat(
            planner
                .plan(
                    task,
                    OPEN,
                    new Known(Policy.parse("{version: 3, hedging: true}"), records, Set.of()))
                .candidates())
        .extracting(Candidate::p95Ms)
        .containsOnly(700L);
  }

  @Test
  void whoAnswersNobodyIsAskedLastUnlessHealthIsOnlyObserved() {
    Task task = Kit.task("root-1", EngineCatalog.AUTO, null, 0, "public");
    String first = engines(plan(task)).get(0);
    Policy observe = Policy.parse("{version: 1, health: observe}");

    assertThat(
            engines(planner.plan(task, OPEN, new Known(Policy.DEFAULT, Map.of(), Set.of(first)))))
        .endsWith(first);
    assertThat(engines(planner.plan(task, OPEN, new Known(observe, Map.of(), Set.of(first)))))
        .startsWith(first);
  }

  @Test
  void theCacheIsForDataOfTheClassesThatThePolicyNamesAndForNoSamples() {
    Task open = cacheable(Kit.task(EngineCatalog.AUTO, Strategy.VOTE, 0));
    Task secret = cacheable(Kit.task("r", EngineCatalog.AUTO, null, 0, "secret"));
    Known all = policy("{version: 1, cached_data_classes: [secret]}");

    assertThat(plan(open).cacheMaxAgeMs()).isEqualTo(9_000);
    assertThat(plan(secret).cacheMaxAgeMs()).isZero();
    assertThat(planner.plan(secret, OPEN, all).cacheMaxAgeMs()).isEqualTo(9_000);
    assertThat(planner.plan(open, OPEN, all).cacheMaxAgeMs()).isZero();
    assertThat(plan(Kit.with(open, json -> json.put("samples", 3))).cacheMaxAgeMs()).isZero();
  }

  private static Task cacheable(Task task) {
    return Kit.with(task, json -> json.put("cache_max_age_ms", 9_000));
  }

  private static Known policy(String yaml) {
    return Known.of(Policy.parse(yaml));
  }

  private static List<String> engines(Plan plan) {
    return plan.candidates().stream().map(Candidate::engine).toList();
  }

  private Plan plan(Task task) {
    return planner.plan(task, OPEN, Kit.KNOWN);
  }
}

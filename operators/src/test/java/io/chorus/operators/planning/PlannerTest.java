package io.chorus.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineCatalog.Target;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.Kit;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.AnswerForm;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Analysis ANALYSIS =
      new Analysis("chat", "qa", 0.5, "en", 0.5, 100, 50, AnswerForm.OPEN);
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

    assertThat(plan)
        .isEqualTo(new Plan(Strategy.BEST_OF, java.util.List.of(new Target("b", "m-b"))));
  }

  @Test
  void dataGoesOnlyWhereItsClassAllows() {
    assertThat(plan(Kit.task("r", EngineCatalog.AUTO, null, 0, "secret")).candidates())
        .containsExactly(new Target("c", "m-c"));
    assertThat(plan(Kit.task("r", "a/m-a", null, 0, "secret")).candidates()).isEmpty();
    assertThat(plan(Kit.task("r", EngineCatalog.AUTO, null, 0, "unheard of")).candidates())
        .isEmpty();
  }

  private Plan plan(Task task) {
    return planner.plan(task, ANALYSIS);
  }
}

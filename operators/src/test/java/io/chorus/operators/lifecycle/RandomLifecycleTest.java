package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Strategy;
import io.chorus.operators.Kit;
import io.chorus.operators.planning.Planner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever engines and brokers do to it, a task asks a bounded number of times and then ends. */
class RandomLifecycleTest {
  private static final FailureClass[] FAILURES = FailureClass.values();
  private static final int MOST_ASKS = 300;
  private final LifecyclePolicy policy = new LifecyclePolicy(new Planner(Kit.CATALOG));

  @Test
  void everyTaskEndsOnceWhateverComesInWhicheverOrder() {
    for (int seed = 0; seed < 2_000; seed++) {
      live(new Random(seed), "seed " + seed);
    }
  }

  private void live(Random random, String seed) {
    String model = random.nextBoolean() ? EngineCatalog.AUTO : "b/m-b";
    Strategy strategy = random.nextBoolean() ? Strategy.SINGLE : Strategy.BEST_OF;
    Step step =
        policy.start(Kit.task(seed, model, strategy, random.nextDouble(), "public"), Kit.NOW);
    List<Call> asked = new ArrayList<>(step.calls());
    List<Answer> coming = new ArrayList<>();
    step.calls().forEach(call -> coming.add(anything(random, call)));

    while (!step.isFinished()) {
      assertThat(coming).as(seed + ": an open task waits for something").isNotEmpty();
      Answer answer = coming.get(random.nextInt(coming.size()));
      if (random.nextInt(4) > 0) {
        coming.remove(answer);
      }
      step = policy.answer(step.progress(), answer, false, Kit.NOW);
      asked.addAll(step.calls());
      step.calls().forEach(call -> coming.add(anything(random, call)));
    }

    assertThat(asked).as(seed).hasSizeLessThan(MOST_ASKS);
    Set<String> ids = new HashSet<>();
    asked.forEach(call -> assertThat(ids.add(call.askId().toString())).as(seed).isTrue());
    assertThat(step.result().asks()).as(seed).isEqualTo(asked.size());
    assertThat(step.calls()).as(seed).isEmpty();
    if (strategy == Strategy.BEST_OF && step.result().state() == FinalState.SUCCEEDED) {
      assertThat(step.progress().best()).as(seed).isNotNull();
    }
  }

  private static Answer anything(Random random, Call call) {
    if (random.nextInt(3) == 0) {
      return Kit.answered(call, random.nextBoolean() ? "" : "Because of scattering.");
    }
    FailureClass failure = FAILURES[random.nextInt(FAILURES.length)];
    return Kit.failed(
        call, failure, random.nextBoolean() ? "FINAL" : "LATE", random.nextInt(9_000));
  }
}

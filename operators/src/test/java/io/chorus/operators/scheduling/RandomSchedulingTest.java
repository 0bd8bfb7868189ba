package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomSchedulingTest {

  @Test
  void whateverHappensNothingIsLostOrSentTwiceNothingStarvesAndTheEngineNeverIdles()
      throws Exception {
    for (int seed = 0; seed < 3_000; seed++) {
      new Run(new Random(seed)).go("seed " + seed);
    }
  }

  /** One random schedule: tenants, batches, lanes, failures, waits and restarts. */
  private static final class Run {
    private static final Lane[] LANES = Lane.values();

    private final Random random;
    private final Desk desk = new Desk(Kit.CATALOG.engine("a"));
    private final List<Call> onTheirWay = new ArrayList<>();
    private final Set<String> left = new HashSet<>();
    private final Map<String, Long> lastOfFlow = new HashMap<>();
    private int added;

    Run(Random random) throws Exception {
      this.random = random;
    }

    void go(String seed) throws Exception {
      for (int i = 0; i < 300; i++) {
        desk.pass(random.nextInt(300));
        step();
        collect();
        assertThat(desk.state.waiting() == 0 || !onTheirWay.isEmpty()).as(seed).isTrue();
      }
      while (!onTheirWay.isEmpty() || !desk.state.postponed.isEmpty()) {
        desk.pass(1_000);
        comeBack();
        collect();
      }
      assertThat(left).as(seed).hasSize(added);
      assertThat(desk.state.isEmpty()).as(seed).isTrue();
    }

    private void step() throws Exception {
      switch (random.nextInt(20)) {
        case 0 -> desk.restart();
        case 1, 2, 3, 4, 5, 6, 7, 8 -> comeBack();
        default -> add();
      }
    }

    private void add() throws Exception {
      String batch = random.nextInt(3) == 0 ? "batch-" + random.nextInt(2) : null;
      Call call =
          Kit.call(
              "tenant-" + random.nextInt(4),
              batch,
              LANES[random.nextInt(LANES.length)],
              "task-" + added,
              Kit.NOW + added,
              Kit.DEADLINE + 86_400_000L + 60_000L * random.nextInt(3),
              1 + random.nextInt(5_000));
      added++;
      desk.add(call);
    }

    private void comeBack() throws Exception {
      if (onTheirWay.isEmpty()) {
        return;
      }
      Call call = onTheirWay.remove(random.nextInt(onTheirWay.size()));
      if (random.nextInt(20) == 0) {
        desk.failed(call, FailureClass.CONTENT_REFUSED);
      } else {
        desk.answered(call);
      }
    }

    private void collect() {
      for (Call call : desk.take()) {
        assertThat(left.add(call.taskId())).as("left once").isTrue();
        Long before = lastOfFlow.put(FlowId.of(call).toString(), call.createdAtMs());
        assertThat(before == null || before < call.createdAtMs()).as("in order").isTrue();
        onTheirWay.add(call);
      }
    }
  }
}

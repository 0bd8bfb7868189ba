package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tenants that always have calls waiting, and guests that have one now and then. */
final class RandomTenants {
  private static final Integer[] LARGEST = {1_000, 5_000, 60_000};
  private static final List<String> STEADY = List.of("steady-0", "steady-1", "steady-2");
  private static final int CALLS = 60;

  private final Random random;
  private final String seed;
  private final int largest;
  private final Desk desk = new Desk(Kit.CATALOG.engine("a"));
  private final List<Call> onTheirWay = new ArrayList<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Map<String, Integer> left = new HashMap<>();
  private int number;

  RandomTenants(int seed) throws Exception {
    this.random = new Random(seed);
    this.seed = "seed " + seed;
    this.largest = RandomSchedulingTest.any(random, LARGEST);
  }

  void run() throws Exception {
    while (desk.left.size() == number) {
      add("first");
    }
    onTheirWay.addAll(desk.take());
    for (int i = 0; i < CALLS; i++) {
      STEADY.forEach(this::add);
    }
    while (STEADY.stream().allMatch(tenant -> left.getOrDefault(tenant, 0) < CALLS)) {
      if (random.nextInt(3) == 0) {
        add("guest-" + random.nextInt(3));
      }
      desk.answered(onTheirWay.remove(random.nextInt(onTheirWay.size())));
      desk.take().forEach(this::leaves);
    }
  }

  private void add(String tenant) {
    try {
      desk.add(
          Kit.call(
              tenant,
              null,
              Lane.STANDARD,
              "task-" + number++,
              Kit.NOW,
              Kit.DEADLINE,
              1 + random.nextInt(largest)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void leaves(Call call) {
    onTheirWay.add(call);
    left.merge(call.tenant(), 1, Integer::sum);
    long has = tokens.merge(call.tenant(), (long) call.estimatedTokens(), Long::sum);
    for (String waiting : STEADY) {
      assertThat(has - tokens.getOrDefault(waiting, 0L))
          .as(seed)
          .isLessThanOrEqualTo(LaneQueue.QUANTUM_TOKENS + largest);
    }
  }
}

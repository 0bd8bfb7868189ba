package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulerPolicyTest {
  /** Engine a has 4 permits, of which 1 is never lent to bulk work; 8 calls may lie ahead. */
  private static final EngineSpec ENGINE = Kit.CATALOG.engine("a");

  private static final List<Lane> LANES = List.of(Lane.values());
  private static final int URGENT_WINDOW = 4 + 8;
  private static final int BULK_WINDOW = 3 + 8;

  private final SchedulerPolicy policy = new SchedulerPolicy(ENGINE);
  private final QueuesInMemory queues = new QueuesInMemory();
  private final List<Call> left = new ArrayList<>();
  private long now = Kit.NOW;
  private int number;

  @Test
  void callsLeaveInTheOrderTheyCameInWhileTheWindowHasRoom() throws Exception {
    List<Call> calls = add(Lane.STANDARD, BULK_WINDOW + 5);

    assertThat(left).isEqualTo(calls.subList(0, BULK_WINDOW));
    assertThat(queues.waiting()).isEqualTo(5);
  }

  @Test
  void aCallThatComesBackMakesRoomForTheNext() throws Exception {
    List<Call> calls = add(Lane.STANDARD, BULK_WINDOW + 2);

    free(calls.get(3));

    assertThat(left).isEqualTo(calls.subList(0, BULK_WINDOW + 1));
  }

  @Test
  void aDuplicateOfAnAnswerMakesNoRoom() throws Exception {
    List<Call> calls = add(Lane.STANDARD, BULK_WINDOW + 5);

    free(calls.get(0));
    free(calls.get(0));

    assertThat(left).hasSize(BULK_WINDOW + 1);
  }

  @Test
  void standardWorkLeavesBeforeBatchWork() throws Exception {
    List<Call> first = add(Lane.STANDARD, BULK_WINDOW);
    add(Lane.BATCH, 1);
    List<Call> late = add(Lane.STANDARD, 1);

    free(first.get(0));

    assertThat(left.get(BULK_WINDOW)).isEqualTo(late.get(0));
  }

  @Test
  void urgentWorkLeavesAtOnceHoweverMuchBulkWorkIsOnItsWay() throws Exception {
    add(Lane.BATCH, 500);
    List<Call> urgent = add(Lane.PRIORITY, URGENT_WINDOW);

    assertThat(left).hasSize(BULK_WINDOW + URGENT_WINDOW).containsAll(urgent);
  }

  @Test
  void aCallWaitsForItsTime() throws Exception {
    Call later = Kit.call("a", Lane.STANDARD, "later", now + 2_000);

    policy.add(later, queues, now, left::add);
    assertThat(left).isEmpty();
    now += 2_000;
    policy.wake(now, queues, now, left::add);

    assertThat(left).containsExactly(later);
  }

  @Test
  void moreLiesAheadOfAnEngineThatIsFast() throws Exception {
    List<Call> calls = add(Lane.STANDARD, 200);

    for (Call call : calls.subList(0, 80)) {
      free(call);
    }

    assertThat(queues.outstanding(true)).isEqualTo(3 + 16);
  }

  @Test
  void aSlowEngineGetsItsWindowBack() throws Exception {
    List<Call> calls = add(Lane.STANDARD, 200);
    for (Call call : calls.subList(0, 80)) {
      free(call);
    }

    now += 60_000;
    for (Call call : List.copyOf(left).subList(80, 90)) {
      free(call);
    }

    assertThat(queues.outstanding(true)).isEqualTo(3 + 8);
  }

  @Test
  void whateverTheOrderOfThingsNothingIsLostOrSentTwiceAndTheEngineNeverIdles() throws Exception {
    for (int seed = 0; seed < 2_000; seed++) {
      new Run(new Random(seed)).go();
    }
  }

  private List<Call> add(Lane lane, int count) throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call = Kit.call("a", lane, "task-" + number++);
      calls.add(call);
      policy.add(call, queues, now, left::add);
    }
    return calls;
  }

  private void free(Call call) throws Exception {
    policy.free(new Freed("a", call.askId().toString()), queues, now, left::add);
  }

  /** One random schedule. */
  private static final class Run {
    private final Random random;
    private final SchedulerPolicy policy = new SchedulerPolicy(ENGINE);
    private final QueuesInMemory queues = new QueuesInMemory();
    private final Deque<Call> onTheirWay = new ArrayDeque<>();
    private final Set<String> left = new HashSet<>();
    private long now = Kit.NOW;
    private int added;

    Run(Random random) {
      this.random = random;
    }

    void go() throws Exception {
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(300);
        wake();
        if (random.nextBoolean()) {
          add();
        } else {
          free();
        }
        assertThat(queues.waiting() == 0 || queues.outstanding(true) >= 3).isTrue();
      }
      while (left.size() < added) {
        now += 1_000;
        wake();
        free();
      }
      assertThat(queues.waiting()).isZero();
    }

    private void add() throws Exception {
      Lane lane = LANES.get(random.nextInt(LANES.size()));
      long notBefore = random.nextInt(4) == 0 ? now + random.nextInt(3_000) : 0;
      policy.add(Kit.call("a", lane, "task-" + added++, notBefore), queues, now, this::leave);
    }

    private void wake() throws Exception {
      while (!queues.postponed.isEmpty() && queues.postponed.firstKey() <= now) {
        policy.wake(queues.postponed.firstKey(), queues, now, this::leave);
      }
    }

    private void free() throws Exception {
      Call call = onTheirWay.poll();
      if (call != null) {
        policy.free(new Freed("a", call.askId().toString()), queues, now, this::leave);
      }
    }

    private void leave(Call call) {
      assertThat(left.add(call.taskId())).as("left once").isTrue();
      assertThat(call.notBeforeMs()).isLessThanOrEqualTo(now);
      onTheirWay.add(call);
    }
  }
}

package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineSchedulerTest {
  /** Engine a has 4 permits, of which 1 is never lent to bulk work; 8 calls may lie ahead. */
  private static final EngineSpec ENGINE = Kit.CATALOG.engine("a");

  private static final int URGENT_WINDOW = 4 + 8;
  private static final int BULK_WINDOW = 3 + 8;

  private Desk desk;
  private int number;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(ENGINE);
  }

  @Test
  void callsLeaveInTheOrderTheyCameInWhileTheWindowHasRoom() throws Exception {
    List<Call> calls = add(Lane.STANDARD, BULK_WINDOW + 5);

    assertThat(desk.left).isEqualTo(calls.subList(0, BULK_WINDOW));
    assertThat(desk.state.waiting()).isEqualTo(5);
  }

  @Test
  void aCallThatComesBackMakesRoomForTheNext() throws Exception {
    List<Call> calls = add(Lane.STANDARD, BULK_WINDOW + 2);

    desk.answered(calls.get(3));

    assertThat(desk.left).isEqualTo(calls.subList(0, BULK_WINDOW + 1));
  }

  @Test
  void aDuplicateOfAnAnswerMakesNoRoom() throws Exception {
    List<Call> calls = add(Lane.STANDARD, BULK_WINDOW + 5);

    desk.answered(calls.get(0));
    desk.answered(calls.get(0));

    assertThat(desk.left).hasSize(BULK_WINDOW + 1);
  }

  @Test
  void ofFreshBulkWorkFourTokensOfStandardLeaveForOneOfBatch() throws Exception {
    add(Lane.STANDARD, 500);
    add(Lane.BATCH, 500);
    desk.left.clear();

    List<Call> left = desk.serve(200);

    assertThat(left.stream().filter(call -> call.lane() == Lane.STANDARD).count())
        .isBetween(150L, 170L);
  }

  @Test
  void batchWorkThatHasWaitedLongGetsAnEqualShare() throws Exception {
    add(Lane.STANDARD, 500);
    add(Lane.BATCH, 500);
    desk.pass(3_600_000 - 1_000);
    desk.left.clear();

    List<Call> left = desk.serve(200);

    assertThat(left.stream().filter(call -> call.lane() == Lane.BATCH).count())
        .isBetween(85L, 115L);
  }

  @Test
  void urgentWorkLeavesAtOnceHoweverMuchBulkWorkIsOnItsWay() throws Exception {
    add(Lane.BATCH, 500);
    List<Call> urgent = add(Lane.PRIORITY, URGENT_WINDOW);

    assertThat(desk.left).hasSize(BULK_WINDOW + URGENT_WINDOW).containsAll(urgent);
  }

  @Test
  void tenantsShareByTokensHoweverMuchEachHasWaiting() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      add("large", null, 500, Kit.DEADLINE);
    }
    for (int i = 0; i < 300; i++) {
      add("small", null, 1_000, Kit.DEADLINE);
    }
    desk.left.clear();

    List<Call> left = desk.serve(300);

    long ofSmall = left.stream().filter(call -> call.tenant().equals("small")).count();
    assertThat(ofSmall).isBetween(95L, 108L);
  }

  @Test
  void whoSendsOneLargeCallAtATimeGetsNoMoreThanWhoSendsManySmallOnes() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      add("small", null, 1_000, Kit.DEADLINE);
    }
    add("large", null, 100_000, Kit.DEADLINE);
    desk.left.clear();

    Map<String, Long> tokens = new HashMap<>(Map.of("small", 0L));
    for (int i = 0; i < 1_500; i++) {
      for (Call call : desk.serve(1)) {
        tokens.merge(call.tenant(), (long) call.estimatedTokens(), Long::sum);
        if (call.tenant().equals("large")) {
          add("large", null, 100_000, Kit.DEADLINE);
        }
      }
    }

    assertThat(tokens.get("large"))
        .isLessThanOrEqualTo(tokens.get("small") + 100_000 + 2 * LaneQueue.QUANTUM_TOKENS);
  }

  @Test
  void aLaneOfTenantsThatMayHaveNoMoreOnTheirWaySavesNothingUp() throws Exception {
    for (Lane capped : List.of(Lane.STANDARD, Lane.BATCH)) {
      desk = new Desk(Kit.limited(ENGINE, 8));
      Lane other = capped == Lane.STANDARD ? Lane.BATCH : Lane.STANDARD;
      addOf("capped", capped, 20);
      addOf("one", other, 2_000);
      addOf("two", other, 2_000);
      Predicate<Call> others = call -> !call.tenant().equals("capped");
      desk.serve(3_000, others);

      addOf("new", capped, 500);
      addOf("newer", capped, 500);
      List<Call> left = desk.serve(100, others);

      assertThat(left.stream().filter(call -> call.lane() == other).count()).isGreaterThan(10);
    }
  }

  @Test
  void ofOneTenantTheFlowWithTheEarliestDeadlineLeavesFirst() throws Exception {
    add(Lane.STANDARD, BULK_WINDOW);
    for (int i = 0; i < 5; i++) {
      add("default", "late", 10, Kit.DEADLINE + 7_200_000);
      add("default", "soon", 10, Kit.DEADLINE + 60_000);
      add("default", null, 10, Kit.DEADLINE + 3_600_000);
    }
    desk.left.clear();

    assertThat(desk.serve(15 + BULK_WINDOW).subList(0, 15)).extracting(Call::deadlineMs).isSorted();
  }

  @Test
  void aBatchThatNeverEmptiesLetsThoseThatAreDueBeforeItsPresentCallsLeave() throws Exception {
    long deadline = Kit.DEADLINE;
    for (int i = 0; i < BULK_WINDOW + 30; i++) {
      add("default", "rolling", 10, deadline += 60_000);
    }
    for (int i = 0; i < 5; i++) {
      add("default", "other", 10, Kit.DEADLINE + 3_600_000);
    }
    desk.left.clear();

    List<Call> left = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      left.addAll(desk.serve(1));
      add("default", "rolling", 10, deadline += 60_000);
    }

    assertThat(left.stream().filter(call -> call.batch().equals("other"))).hasSize(5);
  }

  @Test
  void aBatchThatBeganWithCallsOfMuchTimeLeavesByTheDeadlinesOfThoseThatHaveLittle()
      throws Exception {
    add(Lane.STANDARD, BULK_WINDOW);
    add("default", "mixed", 10, Kit.DEADLINE + 7 * 86_400_000L);
    for (int i = 0; i < 50; i++) {
      add("default", "other", 10, Kit.DEADLINE + 7_200_000);
    }
    for (int i = 0; i < 5; i++) {
      add("default", "mixed", 10, Kit.DEADLINE + 3_600_000);
    }
    desk.left.clear();

    assertThat(desk.serve(8).subList(0, 6)).allMatch(call -> call.batch().equals("mixed"));
  }

  @Test
  void aTenantHasNoMoreOnItsWayThanItMayAndItsUrgentCallsNeverWaitForItsOthers() throws Exception {
    desk = new Desk(Kit.limited(ENGINE, 5));
    add(Lane.BATCH, 20);
    assertThat(desk.left).hasSize(4);

    add(Lane.PRIORITY, 5);
    assertThat(desk.left).hasSize(5);

    add("other", null, 10, Kit.DEADLINE);
    assertThat(desk.left).hasSize(6);
  }

  @Test
  void aTenantThatMayHaveOneCallOnItsWayMaySendItInAnyLane() throws Exception {
    desk = new Desk(Kit.limited(ENGINE, 1));

    add(Lane.BATCH, 5);

    assertThat(desk.left).hasSize(1);
  }

  @Test
  void aCallWaitsForItsTime() throws Exception {
    desk.add(Kit.call("a", Lane.STANDARD, "later", desk.now + 2_000));
    desk.pass(1_999);
    assertThat(desk.left).isEmpty();

    desk.pass(1);

    assertThat(desk.left).hasSize(1);
  }

  @Test
  void whatIsLateNeverLeaves() throws Exception {
    add(Lane.STANDARD, BULK_WINDOW);
    desk.add(Kit.call("default", null, Lane.STANDARD, "late", desk.now, desk.now + 1_000, 10));
    desk.pass(1_000);

    assertThat(desk.serve(BULK_WINDOW)).extracting(Call::taskId).doesNotContain("late");
    assertThat(desk.state.isEmpty()).isTrue();
  }

  @Test
  void moreLiesAheadOfAnEngineThatIsFastAndLessAgainWhenItIsSlow() throws Exception {
    add(Lane.STANDARD, 200);
    for (Call call : List.copyOf(desk.left.subList(0, BULK_WINDOW))) {
      desk.answered(call);
    }
    while (desk.left.size() < 90) {
      desk.answered(desk.left.get(desk.left.size() - 1));
    }
    int fast = desk.outstanding(true);

    desk.pass(60_000);
    for (Call call : List.copyOf(desk.left)) {
      desk.answered(call);
    }

    assertThat(fast).isGreaterThan(BULK_WINDOW);
    assertThat(desk.outstanding(true)).isLessThan(fast + 1);
  }

  @Test
  void whatIsOnItsWayForLongIsCheckedAtGrowingIntervals() throws Exception {
    List<Call> calls = add(Lane.STANDARD, 1);
    desk.pass(9_999);
    assertThat(desk.checked).isEmpty();

    desk.pass(2_000);
    assertThat(desk.checked).isEqualTo(calls);
    desk.pass(18_000);
    assertThat(desk.checked).hasSize(1);
    desk.pass(3_000);
    assertThat(desk.checked).hasSize(2);
    desk.pass(3_600_000);
    assertThat(desk.checked).hasSizeBetween(10, 20);
    assertThat(desk.left).hasSize(1);
  }

  @Test
  void anEngineThatIsOutGetsSingleCallsUntilItAnswersAndThenTwiceAsManyEachTime() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      add("default", null, 10, Kit.DEADLINE + 86_400_000);
    }
    while (!desk.left.isEmpty()) {
      for (Call call : desk.take()) {
        desk.failed(call, FailureClass.TRANSIENT);
      }
    }
    int probes = 0;
    for (int second = 0; second < 7_200; second++) {
      desk.pass(1_000);
      List<Call> probe = desk.take();
      assertThat(probe).hasSizeLessThanOrEqualTo(1);
      probes += probe.size();
      for (Call call : probe) {
        desk.failed(call, FailureClass.TIMEOUT);
      }
    }
    assertThat(probes).isBetween(200, 260);

    desk.pass(31_000);
    List<Integer> waves = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<Call> wave = desk.take();
      waves.add(wave.size());
      for (Call call : wave) {
        desk.answered(call);
      }
    }
    assertThat(waves).startsWith(1, 2, 4, 8);
  }

  @Test
  void whatIsReplayedFromTheLedgerSaysNothingOfAnEngineThatIsOut() throws Exception {
    add(Lane.STANDARD, 500);
    while (!desk.left.isEmpty()) {
      for (Call call : desk.take()) {
        desk.failed(call, FailureClass.TRANSIENT);
      }
    }
    desk.pass(1_000);

    for (int i = 0; i < 20; i++) {
      List<Call> probe = desk.take();
      assertThat(probe).hasSize(1);
      desk.free(Freed.of(Kit.replayed(Kit.answered(probe.get(0)))));
    }
    desk.pass(1_000);

    assertThat(desk.report.out()).isTrue();
  }

  @Test
  void aReplayedFailureIsNoOutage() throws Exception {
    add(Lane.STANDARD, 500);
    for (int i = 0; i < 20; i++) {
      for (Call call : desk.take()) {
        desk.free(Freed.of(Kit.replayed(Kit.failed(call, FailureClass.TRANSIENT))));
      }
    }
    desk.pass(1_000);

    assertThat(desk.report.out()).isFalse();
  }

  @Test
  void oneTasksTroubleIsNoOutage() {
    EngineHealth health = new EngineHealth();
    for (int i = 0; i < 100; i++) {
      health.observe("one", FailureClass.TRANSIENT, true);
      health.observe("other", FailureClass.RATE_LIMITED, true);
    }

    assertThat(health.isOut()).isFalse();
  }

  @Test
  void anEngineThatCanNotBeReachedIsOutWhoeverAsks() {
    EngineHealth health = new EngineHealth();
    for (int i = 0; i < 5; i++) {
      health.observe("one", FailureClass.TRANSIENT, false);
    }

    assertThat(health.isOut()).isTrue();
    health.observe("one", null, true);
    assertThat(health.isOut()).isFalse();
  }

  private List<Call> add(Lane lane, int count) throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call = Kit.call("a", lane, "task-" + number++);
      calls.add(call);
      desk.add(call);
    }
    return calls;
  }

  private void add(String tenant, String batch, int tokens, long deadlineMs) throws Exception {
    desk.add(
        Kit.call(tenant, batch, Lane.STANDARD, "task-" + number++, Kit.NOW, deadlineMs, tokens));
  }

  private void addOf(String tenant, Lane lane, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      desk.add(Kit.call(tenant, null, lane, "task-" + number++, Kit.NOW, Kit.DEADLINE, 1_000));
    }
  }
}

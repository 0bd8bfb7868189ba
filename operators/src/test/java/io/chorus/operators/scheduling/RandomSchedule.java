package io.chorus.operators.scheduling;

import static io.chorus.operators.scheduling.LedgerAndEngine.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One random schedule: tenants with and without caps, batches, lanes, waits, holds, failures, an
 * outage, a broker that loses what it has, and a scheduler that goes on from an earlier snapshot
 * with everything since then coming in again.
 */
final class RandomSchedule {
  private static final Lane[] LANES = Lane.values();
  private static final int STEPS = 150;
  private static final int URGENT_WINDOW = 4 + 8;
  private static final int BULK_WINDOW = 3 + 8;

  /** Until an engine that was out is trusted with all of its window again. */
  private static final int ANSWERS = 40;

  private final Random random;
  private final String seed;
  private final boolean hasOutages;
  private final int cap;
  private final Desk desk;
  private final LedgerAndEngine beyond;
  private final List<Input> inputs = new ArrayList<>();
  private final Map<String, Call> calls = new HashMap<>();
  private final Map<String, Integer> arrivals = new HashMap<>();
  private final Set<String> givenBack = new HashSet<>();
  private final Set<String> leftInThisLife = new HashSet<>();
  private final Map<FlowId, Integer> lastOfFlow = new HashMap<>();
  private StateInMemory snapshot = new StateInMemory();
  private int inputsOfSnapshot;
  private int answers = ANSWERS;
  private long quietFromMs;
  private long version;
  private int looks;

  private interface Input {
    void into(Desk desk) throws Exception;
  }

  RandomSchedule(int seed) throws Exception {
    this.random = new Random(seed);
    this.seed = "seed " + seed;
    this.hasOutages = seed % 3 == 0;
    this.cap = seed % 2 == 0 ? 0 : 1 + random.nextInt(8);
    this.desk = RandomSchedulingTest.desk(cap);
    this.beyond = new LedgerAndEngine(random);
  }

  /** Returns how often the window had to be full, and was. */
  int run() throws Exception {
    for (int i = 0; i < STEPS; i++) {
      desk.pass(random.nextInt(300));
      collect();
      step();
      Map<String, Integer> onTheirWay = onTheirWay();
      checkCaps(onTheirWay);
      checkWindows(onTheirWay);
    }
    releaseAll();
    for (int i = 0; !isDone(); i++) {
      assertThat(i).as(seed + " never ends").isLessThan(3_000);
      desk.pass(1_000);
      collect();
      while (!beyond.isIdle()) {
        work(1);
      }
    }
    calls.values().forEach(this::checkEnd);
    desk.pass(2 * 3_600_000);
    assertThat(desk.state.isEmpty()).as(seed).isTrue();
    return looks;
  }

  private boolean isDone() {
    return beyond.isIdle()
        && desk.state.waiting() == 0
        && desk.state.sent.isEmpty()
        && desk.state.postponed.isEmpty();
  }

  private void step() throws Exception {
    switch (random.nextInt(40)) {
      case 0 -> goBack();
      case 1, 2 -> takeSnapshot();
      case 3, 4 -> hold();
      case 5 -> turnOutage();
      case 6 -> loseQueued();
      case 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 ->
          work(1 + random.nextInt(6));
      default -> addSome(1 + random.nextInt(4));
    }
  }

  private void addSome(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      add(random.nextInt(8) == 0 ? desk.now + random.nextInt(3_000) : 0);
    }
  }

  private void work(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      back(beyond.work());
    }
  }

  private void loseQueued() {
    if (random.nextInt(4) == 0) {
      beyond.loseWhatIsQueued();
    }
  }

  private void turnOutage() {
    beyond.out = hasOutages && !beyond.out;
    answers = hasOutages ? 0 : answers;
  }

  private void takeSnapshot() {
    snapshot = desk.state.copy();
    inputsOfSnapshot = inputs.size();
  }

  private void goBack() throws Exception {
    desk.restore(snapshot);
    leftInThisLife.clear();
    desk.state.sent.keySet().forEach(leftInThisLife::add);
    lastOfFlow.clear();
    answers = hasOutages ? 0 : answers;
    quietFromMs = desk.now + EngineScheduler.TICK_MS + 100;
    for (Input input : List.copyOf(inputs.subList(inputsOfSnapshot, inputs.size()))) {
      input.into(desk);
      collect();
      desk.pass(random.nextInt(3));
      collect();
    }
  }

  private void input(Input input) throws Exception {
    inputs.add(input);
    input.into(desk);
    collect();
  }

  private void add(long notBeforeMs) throws Exception {
    boolean soon = random.nextInt(15) == 0;
    Call call =
        Kit.call(
            "tenant-" + random.nextInt(4),
            random.nextInt(3) == 0 ? "batch-" + random.nextInt(2) : null,
            RandomSchedulingTest.any(random, LANES),
            "task-" + calls.size(),
            desk.now,
            notBeforeMs,
            soon ? desk.now + 5_000 : Kit.DEADLINE + 86_400_000L + 60_000L * random.nextInt(3),
            1 + random.nextInt(5_000));
    arrivals.put(ask(call), calls.size());
    calls.put(ask(call), call);
    input(to -> to.add(call));
  }

  private void back(Freed freed) throws Exception {
    if (freed == null) {
      return;
    }
    answers += freed.failure() == null && !freed.replayed() && !beyond.out ? 1 : 0;
    if (freed.failure() == FailureClass.TRANSIENT && !freed.replayed()) {
      add(desk.now + random.nextInt(3_000));
    }
    input(to -> to.free(freed));
  }

  private void hold() throws Exception {
    hold(HeldNow.random(random, "tenant-" + random.nextInt(4), desk.now, ++version));
  }

  private void hold(Hold hold) throws Exception {
    quietFromMs = Math.max(quietFromMs, desk.now + 2 * Sweep.PAUSE_MS);
    input(to -> to.hold(hold));
  }

  /** All but cancels. */
  private void releaseAll() throws Exception {
    beyond.out = false;
    for (Hold hold : List.copyOf(desk.state.holds.values())) {
      hold(HeldNow.released(hold, ++version));
    }
  }

  /** What has come out, and what comes of it. */
  private void collect() throws Exception {
    while (!desk.left.isEmpty() || !desk.checked.isEmpty() || !desk.givenBack.isEmpty()) {
      desk.take().forEach(this::leaves);
      List<Call> checked = List.copyOf(desk.checked);
      desk.checked.clear();
      for (Call call : checked) {
        back(beyond.check(call));
      }
      List<Call> returned = List.copyOf(desk.givenBack);
      desk.givenBack.clear();
      for (Call call : returned) {
        isGivenBack(call);
      }
    }
  }

  private void leaves(Call call) {
    Call made = calls.get(ask(call));
    assertThat(leftInThisLife.add(ask(call))).as(seed + " left once").isTrue();
    assertThat(call.lane())
        .as(seed + " its lane")
        .isEqualTo(held().lane(made.tenant(), made.batch(), made.lane()));
    assertThat(held().cancels(call) || held().disables()).as(seed + " left though ended").isFalse();
    assertThat(call.notBeforeMs()).as(seed + " its time").isLessThanOrEqualTo(desk.now);
    if (made.notBeforeMs() == 0) {
      Integer before = lastOfFlow.put(FlowId.of(made), arrivals.get(ask(call)));
      assertThat(before == null || before < arrivals.get(ask(call))).as(seed + " order").isTrue();
    }
    beyond.queue(call);
  }

  private void isGivenBack(Call call) throws Exception {
    boolean ended = held().cancels(call);
    assertThat(ended || held().disables()).as(seed + " given back for nothing").isTrue();
    if (givenBack.add(ask(call)) && !ended) {
      add(desk.now + 2_000);
    }
  }

  private HeldNow held() {
    return new HeldNow(desk.state.holds);
  }

  private void checkCaps(Map<String, Integer> onTheirWay) {
    onTheirWay
        .values()
        .forEach(
            number ->
                assertThat(number)
                    .as(seed + " cap")
                    .isLessThanOrEqualTo(cap == 0 ? Integer.MAX_VALUE : cap));
  }

  private Map<String, Integer> onTheirWay() {
    Map<String, Integer> numbers = new HashMap<>();
    for (Flow flow : desk.state.flows.values()) {
      numbers.merge(flow.tenant(), flow.outstanding(), Integer::sum);
    }
    return numbers;
  }

  private void checkWindows(Map<String, Integer> onTheirWay) {
    if (desk.now < quietFromMs || beyond.out || answers < ANSWERS || held().disables()) {
      return;
    }
    Set<Boolean> bulk = new HashSet<>();
    for (Flow flow : desk.state.flows.values()) {
      Lane lane = held().lane(flow.tenant(), flow.batch(), flow.lane());
      if (flow.hasWaiting() && lane != null && hasPlace(lane, onTheirWay.get(flow.tenant()))) {
        bulk.add(lane.isBulk());
      }
    }
    for (boolean lanes : bulk) {
      assertThat(desk.outstanding(lanes))
          .as(seed + (lanes ? " bulk" : " urgent"))
          .isGreaterThanOrEqualTo(lanes ? BULK_WINDOW : URGENT_WINDOW);
      looks++;
    }
  }

  private boolean hasPlace(Lane lane, int onTheirWay) {
    int kept = lane.isBulk() && cap > 1 ? 1 : 0;
    return cap == 0 || onTheirWay < cap - kept;
  }

  private void checkEnd(Call call) {
    assertThat(
            beyond.hasRecorded(call)
                || givenBack.contains(ask(call))
                || call.deadlineMs() <= desk.now)
        .as(seed + " lost " + call.taskId())
        .isTrue();
  }
}

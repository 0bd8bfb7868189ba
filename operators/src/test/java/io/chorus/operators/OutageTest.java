package io.chorus.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.lifecycle.Lives;
import io.chorus.operators.scheduling.SimulatedScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * An engine is out for two hours of a simulated clock, beside another that works at its limit:
 * lifecycles and schedulers together, without Flink.
 */
class OutageTest {
  private static final long STEP_MS = 50;
  private static final long OUT_FROM = Kit.NOW + 60_000;
  private static final long OUT_TO = OUT_FROM + 2 * 3_600_000;
  private static final int TASKS = 400;
  private static final int UNFINISHED_OF_B = 40;

  private final Map<String, SimulatedScheduler> schedulers = new TreeMap<>();
  private final Map<String, Places> engines = Map.of("a", new Places(200), "b", new Places(2_000));
  private final Lives life = new Lives(Kit.CATALOG);
  private final PriorityQueue<Back> onTheirWay =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMs(), other.atMs()));
  private final List<Result> results = new ArrayList<>();

  /** Calls on their way to engine a each time that it has answered after the outage. */
  private final List<Integer> inFlight = new ArrayList<>();

  private long now = Kit.NOW;
  private int probes;
  private int started;
  private int answeredByB;
  private int unfinishedOfB;

  private record Back(long atMs, Call call) {}

  /** The calls that an engine works on at a time: others wait for a place. */
  private static final class Places {
    private final long callMs;
    private final PriorityQueue<Long> freeAtMs = new PriorityQueue<>();

    Places(long callMs) {
      this.callMs = callMs;
    }

    /** Until when a call takes that comes now. */
    long take(long nowMs) {
      long from =
          freeAtMs.size() < Kit.CATALOG.engine("a").permits()
              ? nowMs
              : Math.max(nowMs, freeAtMs.poll());
      freeAtMs.add(from + callMs);
      return from + callMs;
    }
  }

  @Test
  void aTwoHoursOutageFailsNoTaskHoldsUpNoOtherEngineAndEndsWithoutAHerd() throws Exception {
    schedulers.put("a", new SimulatedScheduler(Kit.CATALOG.engine("a")));
    schedulers.put("b", new SimulatedScheduler(Kit.CATALOG.engine("b")));
    double before = perSecondOfB(OUT_FROM);

    for (int i = 0; i < TASKS; i++) {
      start("a/m-a");
    }
    double during = perSecondOfB(OUT_TO);
    while (results.size() < started) {
      step();
    }

    assertThat(before).isCloseTo(2, within(0.1));
    assertThat(during).isCloseTo(2, within(0.02));
    assertThat(probes).isBetween(200, 400);
    assertThat(results).extracting(Result::state).containsOnly(FinalState.SUCCEEDED);
    assertThat(now - OUT_TO).isLessThan(120_000);
    for (int answered = 1; answered <= 10; answered++) {
      assertThat(inFlight.get(answered - 1)).isLessThanOrEqualTo(answered + 1);
    }
    assertThat(inFlight.get(20)).isGreaterThanOrEqualTo(Kit.CATALOG.engine("a").permits());
  }

  /** Goes on until a time, with more tasks than engine b can do; its answers a second. */
  private double perSecondOfB(long untilMs) throws Exception {
    long from = now;
    answeredByB = 0;
    while (now < untilMs) {
      step();
      while (unfinishedOfB < UNFINISHED_OF_B) {
        unfinishedOfB++;
        start("b/m-b");
      }
    }
    return answeredByB * 1e3 / (now - from);
  }

  private void start(String model) throws Exception {
    send(life.start(task(model, started++), now));
  }

  private void step() throws Exception {
    now += STEP_MS;
    for (SimulatedScheduler scheduler : schedulers.values()) {
      scheduler.pass(STEP_MS);
      leave(scheduler.take());
    }
    while (!onTheirWay.isEmpty() && onTheirWay.peek().atMs() <= now) {
      comeBack(onTheirWay.poll().call());
    }
  }

  private void leave(List<Call> calls) {
    for (Call call : calls) {
      onTheirWay.add(new Back(engines.get(call.engine()).take(now), call));
    }
  }

  private void comeBack(Call call) throws Exception {
    boolean ofA = call.engine().equals("a");
    boolean out = ofA && now < OUT_TO;
    Answer answer = out ? Kit.failed(call, FailureClass.TRANSIENT) : Kit.answered(call);
    probes += out ? 1 : 0;
    answeredByB += ofA ? 0 : 1;
    unfinishedOfB -= ofA ? 0 : 1;
    schedulers.get(call.engine()).back(answer);
    leave(schedulers.get(call.engine()).take());
    send(life.answer(answer, now));
    results.addAll(life.ended());
    if (ofA && !out) {
      inFlight.add((int) onTheirWay.stream().filter(b -> b.call().engine().equals("a")).count());
    }
  }

  private void send(List<Call> calls) throws Exception {
    for (Call call : calls) {
      schedulers.get(call.engine()).add(call);
      leave(schedulers.get(call.engine()).take());
    }
  }

  private static Task task(String model, int number) {
    String id = "01234567-89ab-7def-8123-%012d".formatted(number);
    Task task = Kit.task(id, model, Strategy.SINGLE, 0, "public");
    return new Task(
        task.schemaVersion(),
        task.tenant(),
        id,
        id,
        task.customId(),
        task.batch(),
        task.lane(),
        task.strategy(),
        task.model(),
        task.quality(),
        task.samples(),
        task.maxCostNanoUsd(),
        task.cacheMaxAgeMs(),
        task.dataClass(),
        task.acceptedAtMs(),
        OUT_TO + 3_600_000,
        task.bodyHash(),
        task.metadata(),
        false,
        false,
        task.payload());
  }
}

package io.chorus.operators;

import static org.assertj.core.api.Assertions.assertThat;

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
 * An engine is out for two hours of a simulated clock: lifecycles and schedulers together, without
 * Flink.
 */
class OutageTest {
  private static final long STEP_MS = 50;
  private static final long ENGINE_MS = 200;
  private static final long OUT_FROM = Kit.NOW + 60_000;
  private static final long OUT_TO = OUT_FROM + 2 * 3_600_000;
  private static final int TASKS = 400;

  private final Map<String, SimulatedScheduler> schedulers = new TreeMap<>();
  private final Lives life = new Lives(Kit.CATALOG);
  private final PriorityQueue<Back> onTheirWay =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMs(), other.atMs()));
  private final List<Result> results = new ArrayList<>();
  private final TreeMap<Long, Integer> heardByA = new TreeMap<>();
  private long now = Kit.NOW;
  private int others;

  private record Back(long atMs, Call call) {}

  @Test
  void aTwoHoursOutageFailsNoTaskHoldsUpNoOtherEngineAndEndsWithoutAHerd() throws Exception {
    schedulers.put("a", new SimulatedScheduler(Kit.CATALOG.engine("a")));
    schedulers.put("b", new SimulatedScheduler(Kit.CATALOG.engine("b")));
    while (now < OUT_FROM) {
      step();
    }

    for (int i = 0; i < TASKS; i++) {
      start(task("a/m-a", i));
    }
    while (now < OUT_TO) {
      if (now % 1_000 == 0) {
        start(task("b/m-b", TASKS + others++));
      }
      step();
    }
    int probes = heardByA.values().stream().mapToInt(Integer::intValue).sum();
    long endedBefore = results.size();
    heardByA.clear();
    while (results.size() < TASKS + others) {
      step();
    }

    assertThat(endedBefore).isGreaterThanOrEqualTo(others - 1);
    assertThat(probes).isBetween(200, 400);
    assertThat(results).extracting(Result::state).containsOnly(FinalState.SUCCEEDED);
    assertThat(now - OUT_TO).isLessThan(120_000);
    assertThat(firstSecond()).isLessThanOrEqualTo(Kit.CATALOG.engine("a").permits());
  }

  /** Calls that the engine heard in the second after the first that it answered. */
  private int firstSecond() {
    long from = heardByA.firstKey();
    return heardByA.headMap(from + 200).values().stream().mapToInt(Integer::intValue).sum();
  }

  private void start(Task task) throws Exception {
    send(life.start(task, now));
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
      onTheirWay.add(new Back(now + ENGINE_MS, call));
      if (call.engine().equals("a")) {
        heardByA.merge(now, 1, Integer::sum);
      }
    }
  }

  private void comeBack(Call call) throws Exception {
    boolean out = call.engine().equals("a") && now >= OUT_FROM && now < OUT_TO;
    Answer answer = out ? Kit.failed(call, FailureClass.TRANSIENT) : Kit.answered(call);
    schedulers.get(call.engine()).back(answer);
    leave(schedulers.get(call.engine()).take());
    send(life.answer(answer, now));
    results.addAll(life.ended());
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

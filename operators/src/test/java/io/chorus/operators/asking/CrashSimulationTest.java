package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Claims, acks, checkpoints, restores and processes that come back from the dead, in whichever
 * order a seed has them happen: no task is lost, nothing is sent without the right to it, and what
 * is paid for twice is counted.
 */
class CrashSimulationTest {
  private static final int SEEDS = 2_000;
  private static final int STEPS = 500;
  private static final int TASKS = 12;
  private static final int MOST_KILLS = 3;
  private static final int PATIENCE = 20_000;

  @Test
  void nothingIsLostAndNothingIsPaidForTwiceUncounted() {
    int kills = 0;
    int billedTwice = 0;
    int deadly = 0;
    int innocent = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      World world = new World(new Random(seed));
      try {
        world.live();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
      kills += world.kills;
      billedTwice += world.billedTwice();
      deadly += world.refusedAsDeadly(true);
      innocent += world.refusedAsDeadly(false);
    }
    assertThat(kills).isGreaterThan(SEEDS);
    assertThat(billedTwice).as("the simulation is no idyll").isPositive();
    assertThat(deadly).as("calls that kill are found out").isPositive();
    // Killed from outside twice while it went alone, as nothing tells from being the reason.
    assertThat(innocent).as("refused without being the reason").isLessThan(deadly / 100);
  }

  private static final class World {
    private final Random random;
    private final Wires wires;
    private final SimulatedLedger ledger = new SimulatedLedger();
    private final SimulatedEngines engines;
    private final List<Answer> answers = new ArrayList<>();
    private final Map<Long, Call> ready = new LinkedHashMap<>();
    private final Map<Long, Call> unacked = new LinkedHashMap<>();
    private final List<SimulatedProcess> ghosts = new ArrayList<>();
    private final SimulatedTasks tasks;
    private SimulatedProcess process;
    private Map<Long, Call> durable = new LinkedHashMap<>();
    private Map<Long, Call> snapshot;
    private List<Long> toAck = List.of();
    private long deliveries;
    private long nowMs = Kit.NOW;
    private int started;
    private int kills;

    private World(Random random) {
      this.random = random;
      wires = new Wires(random);
      engines = new SimulatedEngines(ledger, wires);
      tasks = new SimulatedTasks(random, ledger, answers, this::publish);
      ledger.advanceTo(nowMs);
      process = new SimulatedProcess(ledger, engines, wires, nowMs);
    }

    private void live() {
      if (random.nextInt(3) == 0) {
        engines.makeDeadly("t" + random.nextInt(TASKS));
      }
      for (int step = 0; step < STEPS; step++) {
        act();
        trouble();
      }
      wires.calm();
      process.resume(nowMs);
      ghosts.forEach(SimulatedProcess::kill);
      for (int step = 0; step < PATIENCE && tasks.ends().size() < TASKS; step++) {
        act();
      }
      check();
    }

    private void act() {
      switch (random.nextInt(9)) {
        case 0 -> startTask();
        case 1 -> pass(random.nextInt(2_000));
        case 2 -> take();
        case 3 -> checkpoint();
        case 4 -> flush(process);
        case 5 -> tasks.readAnswer(nowMs);
        case 6 -> tasks.takeCheckpoint();
        default -> wires.next();
      }
      engines.rethrow();
      assertThat(ledger.suspectsOf(process.epoch())).as("suspects at once").isLessThan(2);
      tasks.lookAfter(nowMs);
      if (process.isDead()) {
        restart();
      }
    }

    private void trouble() {
      switch (random.nextInt(150)) {
        case 0 -> kill();
        case 1, 2 -> process.pause();
        case 3, 4 -> process.resume(nowMs);
        case 5 -> haunt();
        case 6 -> ghosts.forEach(ghost -> ghost.resume(nowMs));
        case 7 -> tasks.crash();
        case 8 -> ready.clear();
        default -> ghosts.forEach(this::flush);
      }
    }

    private void startTask() {
      if (started < TASKS) {
        tasks.start("t" + started++, nowMs);
      }
    }

    private void pass(long ms) {
      nowMs += ms;
      ledger.advanceTo(nowMs);
      process.advanceTo(nowMs);
      ghosts.forEach(ghost -> ghost.advanceTo(nowMs));
    }

    private void publish(Call call) {
      ready.put(deliveries++, call);
    }

    private void take() {
      if (!ready.isEmpty() && process.isRunning()) {
        Map.Entry<Long, Call> next = ready.entrySet().iterator().next();
        ready.remove(next.getKey());
        unacked.put(next.getKey(), next.getValue());
        process.take(next.getKey(), next.getValue());
      }
    }

    /** Begun, then durable, then acknowledged: a crash may come in between. */
    private void checkpoint() {
      if (!process.isRunning()) {
        return;
      }
      if (snapshot != null) {
        durable = snapshot;
        snapshot = null;
      } else if (!toAck.isEmpty()) {
        toAck.forEach(unacked::remove);
        toAck = List.of();
      } else {
        flush(process);
        snapshot = new LinkedHashMap<>(process.taken);
        toAck = List.copyOf(unacked.keySet());
      }
    }

    private void flush(SimulatedProcess of) {
      if (of.isRunning()) {
        answers.addAll(of.unflushed);
        of.unflushed.clear();
      }
    }

    private void kill() {
      if (kills < MOST_KILLS) {
        kills++;
        process.kill();
        restart();
      }
    }

    /** The process is thought to be dead, and goes on later beside the one in its place. */
    private void haunt() {
      if (!process.isRunning() && !process.isDead()) {
        ghosts.add(process);
        restart();
      }
    }

    private void restart() {
      snapshot = null;
      toAck = List.of();
      ready.putAll(unacked);
      unacked.clear();
      process = new SimulatedProcess(ledger, engines, wires, nowMs);
      durable.values().forEach(call -> process.take(deliveries++, call));
    }

    private int refusedAsDeadly(boolean killers) {
      return (int)
          tasks.ends().entrySet().stream()
              .filter(end -> end.getValue().equals("DEADLY"))
              .filter(end -> engines.isDeadly(end.getKey()) == killers)
              .count();
    }

    private int billedTwice() {
      return (int) engines.billed().values().stream().filter(times -> times > 1).count();
    }

    private void check() {
      assertThat(tasks.ends()).as("every task has ended").hasSize(TASKS);
      assertThat(tasks.ends().values()).doesNotContain("FINAL");
      engines
          .billed()
          .forEach(
              (ask, times) ->
                  assertThat(times).as("%s is counted", ask).isLessThanOrEqualTo(deaths(ask)));
    }

    private int deaths(AskId ask) {
      return 1 + ledger.deaths(ask);
    }
  }
}

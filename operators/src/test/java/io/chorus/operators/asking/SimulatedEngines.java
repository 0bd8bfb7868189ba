package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Engines that bill what reaches them, and notice who had no right to send it. */
final class SimulatedEngines {
  private static final int SUSPECT = 3;

  private final SimulatedLedger ledger;
  private final Wires wires;
  private final Map<AskId, Integer> billed = new HashMap<>();
  private final Set<String> deadly = new HashSet<>();
  private final Map<SimulatedProcess, AskId> suspects = new HashMap<>();
  private AssertionError broken;

  SimulatedEngines(SimulatedLedger ledger, Wires wires) {
    this.ledger = ledger;
    this.wires = wires;
  }

  /** Calls of this task kill the process that sends them. */
  void makeDeadly(String taskId) {
    deadly.add(taskId);
  }

  boolean isDeadly(String taskId) {
    return deadly.contains(taskId);
  }

  /** Futures would swallow what is found wrong inside of them. */
  void rethrow() {
    if (broken != null) {
      throw broken;
    }
  }

  Map<AskId, Integer> billed() {
    return billed;
  }

  CompletableFuture<Asked> ask(SimulatedProcess process, Call call) {
    AskId ask = call.askId();
    boolean suspect = ledger.deaths(ask) >= SUSPECT;
    try {
      assertThat(ledger.isHeldBy(process.epoch(), ask)).as("sent by its holder").isTrue();
      // of an ask that was taken over, the first holder's record may come between grant and request
      boolean known = ledger.isRecorded(ask) && ledger.deaths(ask) == 0;
      assertThat(known).as("paid for already").isFalse();
      if (suspect) {
        assertThat(suspects.put(process, ask)).as("a suspect runs alone").isNull();
      }
    } catch (AssertionError e) {
      broken = e;
    }
    CompletableFuture<Asked> reply = new CompletableFuture<>();
    boolean unsent = wires.troubles(10);
    if (!unsent) {
      billed.merge(ask, 1, Integer::sum);
    }
    wires.toProcess(process, () -> arrive(process, call, unsent, suspect, reply));
    return reply;
  }

  private void arrive(
      SimulatedProcess process,
      Call call,
      boolean unsent,
      boolean suspect,
      CompletableFuture<Asked> reply) {
    if (isDeadly(call.taskId()) && !unsent) {
      process.kill();
      return;
    }
    if (suspect) {
      suspects.remove(process);
    }
    reply.complete(unsent ? ScriptedEngine.unsent(call) : outcome(call));
    process.runReady();
  }

  private Asked outcome(Call call) {
    return wires.troubles(20)
        ? ScriptedEngine.failed(call, FailureClass.GARBLED, new Usage(10, 1))
        : ScriptedEngine.said(call, "Because.");
  }
}

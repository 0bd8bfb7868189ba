package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The job that owns tasks, as little of it as there must be: it asks, takes answers from Kafka,
 * asks once more after a failure, looks up what is out for long, and ends each task once. A crash
 * takes it back to its last checkpoint.
 */
final class SimulatedTasks {
  private static final int MOST_NUMBERS = 4;
  private static final long LOOK_UP_MS = 10_000;

  private final Random random;
  private final SimulatedLedger ledger;
  private final List<Answer> answers;
  private final Consumer<Call> broker;
  private final Map<String, String> ends = new LinkedHashMap<>();
  private State now = new State(0, new LinkedHashMap<>());
  private State checkpoint = now.copy();

  /**
   * @param answers the topic
   * @param broker takes calls
   */
  SimulatedTasks(
      Random random, SimulatedLedger ledger, List<Answer> answers, Consumer<Call> broker) {
    this.random = random;
    this.ledger = ledger;
    this.answers = answers;
    this.broker = broker;
  }

  private record Out(int number, long sinceMs) {}

  private record State(int offset, Map<String, Out> open) {
    State copy() {
      return new State(offset, new LinkedHashMap<>(open));
    }

    State read() {
      return new State(offset + 1, open);
    }
  }

  /** A task comes in; it is known for good, as the topic of tasks is read again after a crash. */
  void start(String taskId, long nowMs) {
    checkpoint.open().put(taskId, new Out(1, nowMs));
    ask(taskId, 1, nowMs);
  }

  private void ask(String taskId, int number, long nowMs) {
    now.open().put(taskId, new Out(number, nowMs));
    broker.accept(call(taskId, number));
  }

  /** A restored plan may be another one. */
  private Call call(String taskId, int number) {
    Call call = Kit.call(random.nextBoolean() ? "a" : "b", Lane.STANDARD, taskId);
    return new Call(
        call.schemaVersion(),
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        number,
        call.batch(),
        call.engine(),
        call.model(),
        call.lane(),
        call.dataClass(),
        call.acceptedAtMs(),
        call.createdAtMs(),
        call.notBeforeMs(),
        call.deadlineMs(),
        call.estimatedTokens(),
        call.estimatedNanoUsd(),
        call.maxCostNanoUsd(),
        call.cacheMaxAgeMs(),
        call.kind(),
        false,
        call.requestHash(),
        call.payload());
  }

  void readAnswer(long nowMs) {
    if (now.offset() < answers.size()) {
      Answer answer = answers.get(now.offset());
      now = now.read();
      Out out = now.open().get(answer.taskId());
      if (out != null && (answer.answered() || out.number() == answer.number())) {
        decide(answer, nowMs);
      }
    }
  }

  private void decide(Answer answer, long nowMs) {
    if (answer.answered() || answer.failure() == FailureClass.REFUSED) {
      end(answer.taskId(), answer.answered() ? "ANSWERED" : answer.detail());
    } else if (answer.number() == MOST_NUMBERS) {
      end(answer.taskId(), "FAILED");
    } else {
      ask(answer.taskId(), answer.number() + 1, nowMs);
    }
  }

  private void end(String taskId, String how) {
    now.open().remove(taskId);
    ledger.end(taskId);
    ends.putIfAbsent(taskId, how);
  }

  /** What no living process has in hand is sent again. */
  void lookAfter(long nowMs) {
    for (Map.Entry<String, Out> open : List.copyOf(now.open().entrySet())) {
      Out out = open.getValue();
      AskId ask = call(open.getKey(), out.number()).askId();
      if (nowMs - out.sinceMs() > LOOK_UP_MS) {
        now.open().put(open.getKey(), new Out(out.number(), nowMs));
        if (!ledger.isInHand(ask)) {
          broker.accept(call(open.getKey(), out.number()));
        }
      }
    }
  }

  void takeCheckpoint() {
    checkpoint = now.copy();
  }

  void crash() {
    now = checkpoint.copy();
  }

  /** How each task has ended. */
  Map<String, String> ends() {
    return ends;
  }
}

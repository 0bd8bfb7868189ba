package io.chorus.operators.asking;

import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers when the test says so. */
final class ScriptedEngine implements EngineClient {
  private final List<String> journal;
  private final Map<String, CompletableFuture<Asked>> open = new HashMap<>();
  private RuntimeException defect;

  ScriptedEngine(List<String> journal) {
    this.journal = journal;
  }

  static Asked said(Call call, String text) {
    return new Asked(
        new ChatAnswer(text, "stop"),
        call.model() + "-2026",
        new Usage(1_000, 100),
        null,
        null,
        0,
        Kit.NOW + 1,
        Kit.NOW + 100);
  }

  static Asked failed(Call call, FailureClass failure, Usage usage) {
    return new Asked(null, call.model(), usage, failure, "HTTP 500", 7, Kit.NOW + 1, Kit.NOW + 100);
  }

  static Asked unsent(Call call) {
    return new Asked(
        null,
        call.model(),
        Usage.NONE,
        FailureClass.TRANSIENT,
        "connection refused",
        0,
        0,
        Kit.NOW + 100);
  }

  void willThrow(RuntimeException defect) {
    this.defect = defect;
  }

  /** How many asks it works at. */
  int open() {
    return open.size();
  }

  void answer(Call call) {
    reply(call, said(call, "Because."));
  }

  void reply(Call call, Asked asked) {
    open.remove(call.taskId()).complete(asked);
  }

  void breakOff(Call call, Throwable fault) {
    open.remove(call.taskId()).completeExceptionally(fault);
  }

  @Override
  public CompletableFuture<Asked> ask(Call call, Account account) {
    journal.add("send " + call.taskId());
    if (defect != null) {
      throw defect;
    }
    CompletableFuture<Asked> reply = new CompletableFuture<>();
    open.put(call.taskId(), reply);
    return reply;
  }
}

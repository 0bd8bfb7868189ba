package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import io.chorus.operators.limits.Accounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An asker between a scripted ledger and a scripted engine, with a journal of what happened. */
final class Desk {
  final List<String> journal = new ArrayList<>();
  final ManualWorker worker = new ManualWorker();
  final ScriptedLedger ledger = new ScriptedLedger(journal);
  final ScriptedEngine engine = new ScriptedEngine(journal);
  final Accounts accounts = Kit.accounts(worker, worker.clock());
  final ScriptedCache cache = new ScriptedCache();
  final Asker asker =
      new Asker(Kit.CATALOG, ledger, engine, accounts, cache, worker, worker.clock());

  /** A call to engine a: four places, three of them for bulk. */
  static Call urgent(String id) {
    return Kit.call("a", Lane.PRIORITY, id);
  }

  static Call bulk(String id) {
    return Kit.call("a", Lane.BATCH, id);
  }

  CompletableFuture<Answer> ask(Call call) {
    CompletableFuture<Answer> answer = asker.ask(call);
    CompletableFuture<Answer> unused =
        answer.whenComplete(
            (value, fault) -> journal.add((fault == null ? "emit " : "cancel ") + call.taskId()));
    worker.runReady();
    return answer;
  }

  void start(Call call) {
    CompletableFuture<Answer> unused = ask(call);
  }

  /** Every place of engine a is taken, by calls that the engine works at. */
  List<Call> occupied() {
    List<Call> calls = List.of(urgent("p1"), urgent("p2"), urgent("p3"), urgent("p4"));
    calls.forEach(this::start);
    journal.clear();
    return calls;
  }

  void answer(Call call) {
    engine.answer(call);
    worker.runReady();
  }
}

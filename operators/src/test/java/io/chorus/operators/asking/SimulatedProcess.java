package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One process of the engine job: the real asker, its part of the async operator's state and of the
 * producer's buffer, and wires to the database and the engines. Paused, nothing reaches it while
 * what it has sent goes on its way.
 */
final class SimulatedProcess implements CallLedger {
  private final SimulatedLedger ledger;
  private final Wires wires;
  private final ManualWorker worker = new ManualWorker();
  private final long epoch;
  private final Set<AskId> open = new HashSet<>();
  private final Asker asker;

  /** Calls in the operator, each with the deliveries that brought it. */
  final Map<Long, Call> taken = new LinkedHashMap<>();

  /** Answers that have left the operator and are not in Kafka yet. */
  final List<Answer> unflushed = new ArrayList<>();

  private long nowMs = Kit.NOW;
  private long lastBeatMs;
  private boolean beating;
  private long lapses;
  private boolean paused;
  private boolean dead;

  SimulatedProcess(SimulatedLedger ledger, SimulatedEngines engines, Wires wires, long nowMs) {
    this.ledger = ledger;
    this.wires = wires;
    this.epoch = ledger.nextEpoch();
    this.lastBeatMs = nowMs;
    this.asker =
        new Asker(
            Kit.CATALOG,
            this,
            (call, account) -> engines.ask(this, call),
            Kit.accounts(worker, worker.clock()),
            worker,
            worker.clock());
    advanceTo(nowMs);
  }

  long epoch() {
    return epoch;
  }

  boolean isRunning() {
    return !paused && !dead;
  }

  boolean isDead() {
    return dead;
  }

  void pause() {
    paused = true;
  }

  /** Its clock shows at once how long that was. */
  void resume(long ms) {
    paused = false;
    advanceTo(ms);
  }

  void kill() {
    dead = true;
  }

  void take(long delivery, Call call) {
    taken.put(delivery, call);
    CompletableFuture<Answer> unused =
        asker.ask(call).whenComplete((answer, fault) -> emit(delivery, answer, fault));
  }

  private void emit(long delivery, Answer answer, Throwable fault) {
    if (fault != null) {
      throw new AssertionError("an ask broke", fault);
    }
    taken.remove(delivery);
    unflushed.add(answer);
  }

  void advanceTo(long ms) {
    if (isRunning()) {
      long passed = ms - nowMs;
      nowMs = ms;
      worker.advance(passed);
      if (!beating && nowMs - lastBeatMs >= SimulatedLedger.BEAT_MS) {
        beat();
      }
    }
  }

  private void beat() {
    long before = nowMs;
    beating = true;
    wires.toDatabase(
        this,
        () -> ledger.beat(epoch),
        () -> {
          heard(before);
          beating = false;
        });
  }

  private boolean isSilent() {
    return nowMs - lastBeatMs >= SimulatedLedger.DEAD_AFTER_MS;
  }

  private void heard(long sentMs) {
    if (isSilent()) {
      lapses++;
    }
    lastBeatMs = sentMs;
  }

  @Override
  public long lapses() {
    return isSilent() ? lapses + 1 : lapses;
  }

  @Override
  public CompletableFuture<Claimed> claim(Call call, boolean alone) {
    return asked(
        () -> {
          if (nowMs - lastBeatMs > 2 * SimulatedLedger.BEAT_MS) {
            ledger.beat(epoch);
            heard(nowMs);
          }
          return ledger.claim(epoch, open.contains(call.askId()), alone, call);
        },
        claimed -> {
          if (claimed.kind() == Claimed.Kind.GRANTED) {
            open.add(call.askId());
          }
        });
  }

  @Override
  public CompletableFuture<Answer> record(Call call, Answer answer) {
    return asked(() -> ledger.record(call, answer), stored -> open.remove(call.askId()));
  }

  @Override
  public CompletableFuture<Void> release(Call call) {
    return asked(
        () -> {
          ledger.release(epoch, call.askId());
          return null;
        },
        released -> open.remove(call.askId()));
  }

  private <T> CompletableFuture<T> asked(Supplier<T> statement, Consumer<T> committed) {
    CompletableFuture<T> future = new CompletableFuture<>();
    List<T> said = new ArrayList<>();
    wires.toDatabase(
        this,
        () -> {
          said.clear();
          said.add(statement.get());
        },
        () -> {
          committed.accept(said.get(0));
          future.complete(said.get(0));
          worker.runReady();
        });
    return future;
  }

  /** What an engine's answer sets going. */
  void runReady() {
    worker.runReady();
  }
}

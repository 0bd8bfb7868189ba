package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Asks engines, so that nothing is paid for without being known: a call takes a place at its
 * engine, is claimed, sent once, and recorded before anyone hears its answer. One for a process.
 * Thread-safe.
 */
public final class Asker {
  /** How long to wait before asking the ledger again about a call that someone else has. */
  static final long HELD_FIRST_MS = 500;

  static final long HELD_LONGEST_MS = 3_000;

  private final EngineCatalog catalog;
  private final CallLedger ledger;
  private final EngineClient client;
  private final Clock clock;
  private final Retry retry;
  private final Map<String, Permits> permits = new HashMap<>();
  private final Map<AskId, CompletableFuture<Answer>> open = new ConcurrentHashMap<>();
  private final Map<AskId, CompletableFuture<Answer>> atEngine = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param worker for what has to wait; closed by the caller, after the asker
   */
  public Asker(
      EngineCatalog catalog,
      CallLedger ledger,
      EngineClient client,
      ScheduledExecutorService worker,
      Clock clock) {
    this.catalog = catalog;
    this.ledger = ledger;
    this.client = client;
    this.clock = clock;
    this.retry = new Retry(worker);
    catalog.engines().forEach((name, spec) -> permits.put(name, new Permits(spec)));
  }

  /**
   * What becomes of a call. A call that is being asked already is not asked again: both get the
   * same answer. Completes exceptionally only for what is no outcome of the call: the asker was
   * closed before the call was sent, or a defect.
   */
  public CompletableFuture<Answer> ask(Call call) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    CompletableFuture<Answer> same = open.putIfAbsent(call.askId(), answer);
    if (same != null) {
      return same;
    }
    CompletableFuture<Answer> unused =
        answer.whenComplete((done, failure) -> open.remove(call.askId()));
    if (closed) {
      answer.completeExceptionally(goingDown());
    } else {
      new Ask(call, answer).begin(HELD_FIRST_MS);
    }
    return answer;
  }

  /** Calls at engines now. */
  public int inFlight() {
    return permits.values().stream().mapToInt(Permits::taken).sum();
  }

  /**
   * Sends nothing more. Calls that were not sent complete exceptionally.
   *
   * @return completes when everything that was sent is recorded
   */
  public CompletableFuture<Void> close() {
    closed = true;
    CompletableFuture<?>[] paid =
        atEngine.values().stream()
            .map(answer -> answer.exceptionally(failure -> null))
            .toArray(CompletableFuture<?>[]::new);
    open.forEach(
        (ask, answer) -> {
          if (!atEngine.containsKey(ask)) {
            answer.completeExceptionally(goingDown());
          }
        });
    return CompletableFuture.allOf(paid);
  }

  private static CancellationException goingDown() {
    return new CancellationException("the asker is closed");
  }

  /** One call on its way. */
  private final class Ask {
    private final Call call;
    private final CompletableFuture<Answer> answer;
    private final Permits places;
    private final boolean bulk;

    private Ask(Call call, CompletableFuture<Answer> answer) {
      this.call = call;
      this.answer = answer;
      this.places = permits.get(call.engine());
      this.bulk = call.lane().isBulk();
    }

    private void begin(long heldMs) {
      places.take(bulk, () -> claim(heldMs));
    }

    /** The claim counts as being at the engine: a closing process waits until it knows. */
    private void claim(long heldMs) {
      atEngine.put(call.askId(), answer);
      CompletableFuture<Answer> unused =
          answer.whenComplete((done, failure) -> atEngine.remove(call.askId()));
      if (closed) {
        leave(() -> answer.completeExceptionally(goingDown()));
        return;
      }
      CompletableFuture<Claimed> claimed =
          retry.until("a claim", () -> closed, () -> ledger.claim(call));
      CompletableFuture<Claimed> unusedToo =
          claimed.whenComplete(
              (claim, failure) -> {
                if (failure != null) {
                  leave(() -> answer.completeExceptionally(failure));
                } else {
                  follow(claim, heldMs);
                }
              });
    }

    private void follow(Claimed claim, long heldMs) {
      switch (claim.kind()) {
        case GRANTED -> send();
        case REPLAY -> leave(() -> answer.complete(claim.answer()));
        case REFUSED ->
            leave(() -> answer.complete(Answers.refused(call, claim.reason(), clock.millis())));
        case HELD -> leave(() -> comeBack(heldMs));
      }
    }

    private void comeBack(long heldMs) {
      atEngine.remove(call.askId());
      if (closed) {
        answer.completeExceptionally(goingDown());
      } else {
        retry.later(() -> begin(Math.min(2 * heldMs, HELD_LONGEST_MS)), heldMs);
      }
    }

    private void send() {
      if (closed) {
        leave(() -> giveBack(() -> answer.completeExceptionally(goingDown())));
        return;
      }
      CompletableFuture<Asked> asked = client.ask(call);
      CompletableFuture<Asked> unused =
          asked.whenComplete(
              (outcome, defect) -> {
                if (defect != null) {
                  leave(() -> answer.completeExceptionally(defect));
                } else {
                  leave(() -> settle(outcome));
                }
              });
    }

    /** What was sent is paid for: it is recorded before it is told. */
    private void settle(Asked outcome) {
      Answer got = Answers.of(call, outcome, catalog);
      if (!outcome.wasSent()) {
        giveBack(() -> answer.complete(got));
        return;
      }
      CompletableFuture<Answer> stored =
          retry.until("a record", () -> false, () -> ledger.record(call, got));
      CompletableFuture<Answer> unused =
          stored.whenComplete((first, defect) -> answer.complete(first));
    }

    /** A claim that can't be given back is taken over once this process is gone. */
    private void giveBack(Runnable then) {
      CompletableFuture<Void> unused =
          ledger.release(call).whenComplete((done, failure) -> then.run());
    }

    /** The place is for being at the engine: it is free before anything else is waited for. */
    private void leave(Runnable then) {
      places.free(bulk);
      then.run();
    }
  }
}

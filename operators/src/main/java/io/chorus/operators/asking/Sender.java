package io.chorus.operators.asking;

import io.chorus.contracts.Account;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.operators.limits.Accounts;
import io.chorus.operators.limits.Room;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out granted claims: sends each once for which it is billed, and ends each with a record
 * or a release.
 *
 * @param untilDone goes on while the process lives: what was sent is paid for
 * @param untilClosed may give up: the claim of a process that has ended is free again
 */
record Sender(
    EngineCatalog catalog,
    CallLedger ledger,
    EngineClient client,
    Accounts accounts,
    Retry untilDone,
    Retry untilClosed,
    Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /**
   * Sends it in the name of one account; where that is refused, in the name of another one that has
   * room, unless the claim may have been taken over meanwhile. Never fails.
   *
   * @param lapses of the ledger before the claim
   */
  CompletableFuture<Asked> send(Call call, Room room, long lapses) {
    return send(call, room, lapses, new HashSet<>());
  }

  private CompletableFuture<Asked> send(Call call, Room room, long lapses, Set<String> refused) {
    return sendOnce(call, room.account())
        .thenCompose(
            asked -> {
              settle(room, asked);
              refused.add(room.account().id());
              boolean mayGoOn = asked.isOfTheAccount() && ledger.lapses() == lapses;
              Room next = mayGoOn ? accounts.another(call, refused) : null;
              return next == null
                  ? CompletableFuture.completedFuture(asked)
                  : send(call, next, lapses, refused);
            });
  }

  private CompletableFuture<Asked> sendOnce(Call call, Account account) {
    long nowMs = clock.millis();
    try {
      return client.ask(call, account).exceptionally(defect -> broken(call, defect, nowMs));
    } catch (RuntimeException defect) {
      return CompletableFuture.completedFuture(broken(call, defect, 0));
    }
  }

  private static void settle(Room room, Asked asked) {
    if (asked.sentAtMs() == 0 && asked.failure() != FailureClass.AUTH) {
      room.giveBack();
      return;
    }
    room.settle(
        asked.failure(),
        asked.retryAfterMs(),
        countedTokens(asked),
        asked.sentAtMs(),
        asked.left());
  }

  private static long countedTokens(Asked asked) {
    long told = asked.usage().inputTokens() + asked.usage().outputTokens();
    return told == 0 && !asked.isOfTheAccount() ? Room.NOT_TOLD : told;
  }

  /** What an engine said, once the ledger has it. */
  CompletableFuture<Answer> settle(Call call, Asked asked) {
    Answer answer = Answers.of(call, asked, catalog);
    return asked.wasSent() ? recorded(call, answer) : release(call).thenApply(gone -> answer);
  }

  /** Gives a claim back unused, and cancels the ask whether that works or not. */
  CompletableFuture<Answer> withdraw(Call call) {
    return Faults.caught(() -> ledger.release(call))
        .handle((gone, fault) -> null)
        .thenCompose(gone -> CompletableFuture.failedFuture(new CancellationException("closing")));
  }

  private Asked broken(Call call, Throwable defect, long sentAtMs) {
    LOG.error("ask {}: the engine's client broke ({})", call.askId(), Faults.kind(defect));
    return Asked.broken(call, defect, sentAtMs, clock.millis());
  }

  /** The answer, once the ledger has it. */
  CompletableFuture<Answer> recorded(Call call, Answer answer) {
    return untilDone
        .untilDone("record of " + call.askId(), () -> ledger.record(call, answer))
        .thenApply(stored -> first(call, answer, stored));
  }

  private static Answer first(Call call, Answer answer, Answer stored) {
    if (stored.equals(answer)) {
      return answer;
    }
    LOG.warn(
        "ask {} has an earlier record, which stands; this one was {} too",
        call.askId(),
        answer.cached() ? "there" : "paid");
    return Answers.replayed(call, stored);
  }

  /** Gives a claim back unused, however long that takes. */
  CompletableFuture<Void> release(Call call) {
    return untilClosed.untilDone("release of " + call.askId(), () -> ledger.release(call));
  }
}

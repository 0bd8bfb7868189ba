package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.operators.asking.Permits.Permit;
import io.chorus.operators.limits.Accounts;
import io.chorus.operators.limits.Entry;
import io.chorus.operators.limits.Room;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Asks engines, and pays for each ask once: room at an account, a place at the engine, then a
 * claim, then the request, then the record, and only then the answer. One for a process, so that
 * its places are those of all subtasks together. An ask with which several processes have died goes
 * alone among such. Thread-safe.
 */
public final class Asker {
  private static final String LATE = "LATE";
  private static final String NO_ROOM = "NO_ROOM";
  private static final String NO_ACCOUNT = "no account of the engine can be used";
  private static final String NOT_ALLOWED = "NOT_ALLOWED";

  private final EngineCatalog catalog;
  private final CallLedger ledger;
  private final Accounts accounts;
  private final ScheduledExecutorService worker;
  private final Clock clock;
  private final Map<String, Permits> permits = new HashMap<>();
  private final InFlight inFlight = new InFlight();
  private final Pauses pauses;
  private final Sender sender;

  /** For one ask under suspicion at a time: with two, nobody could tell which it was. */
  private final Permits suspects = new Permits(1, 1);

  private volatile boolean closing;

  /**
   * @param accounts in whose names engines are asked; closed with the asker
   * @param worker times the pauses and sends the requests; must live until {@link #close} is
   *     complete
   */
  public Asker(
      EngineCatalog catalog,
      CallLedger ledger,
      EngineClient client,
      Accounts accounts,
      ScheduledExecutorService worker,
      Clock clock) {
    this.catalog = catalog;
    this.ledger = ledger;
    this.accounts = accounts;
    this.worker = worker;
    this.clock = clock;
    this.pauses = new Pauses(worker);
    this.sender =
        new Sender(
            catalog,
            ledger,
            client,
            accounts,
            new Retry(new Pauses(worker)),
            new Retry(pauses),
            clock);
    catalog.engines().forEach((name, spec) -> permits.put(name, Permits.of(spec)));
  }

  /**
   * The one answer to a call: what the ledger has stored, or a failure for which nothing was sent.
   * The same ask again, while it is open, gets the same answer as a replay.
   *
   * <p>Fails with {@link CancellationException} where {@link #close} came before anything was sent,
   * and with anything else only for a defect. Completes on whichever thread brought the last piece:
   * what follows must not block.
   */
  public CompletableFuture<Answer> ask(Call call) {
    return inFlight.join(call, this::start);
  }

  /**
   * Sends nothing more: who waits is cancelled, claims not yet used are released, what was sent is
   * awaited and recorded however long that takes.
   *
   * @return completed when nothing is open
   */
  public CompletableFuture<Void> close() {
    closing = true;
    accounts.close();
    permits.values().forEach(Permits::close);
    suspects.close();
    pauses.close();
    return inFlight.close();
  }

  private CompletableFuture<Answer> start(Call call) {
    if (catalog.target(call.engine() + "/" + call.model()).isEmpty()) {
      return failed(call, FailureClass.MODEL_GONE, "the catalog has no such engine or model");
    }
    return catalog.engine(call.engine()).maySee(call.dataClass())
        ? attempt(call, Tries.NONE)
        : failed(call, FailureClass.REFUSED, NOT_ALLOWED);
  }

  private CompletableFuture<Answer> attempt(Call call, Tries tries) {
    return accounts
        .enter(call)
        .thenCompose(
            entry ->
                entry.room() == null
                    ? noRoom(call, entry)
                    : enter(call, entry.room()).thenCompose(place -> claim(call, place, tries)));
  }

  /** An account's room is had first: who waits for that holds no place. */
  private CompletableFuture<Place> enter(Call call, Room room) {
    CompletableFuture<Permit> permit = permits.get(call.engine()).acquire(call.lane());
    return permit
        .thenApply(given -> new Place(given, room))
        .whenComplete(
            (place, cancelled) -> {
              if (cancelled != null) {
                room.giveBack();
              }
            });
  }

  private CompletableFuture<Answer> noRoom(Call call, Entry entry) {
    String detail = entry.failure() == FailureClass.WITHDRAWN ? NO_ROOM : NO_ACCOUNT;
    return CompletableFuture.completedFuture(
        Answers.unsent(call, entry.failure(), detail, entry.retryAfterMs(), clock.millis()));
  }

  /** Goes on in the worker: the ledger's own thread has other calls to serve. */
  private CompletableFuture<Answer> claim(Call call, Place place, Tries tries) {
    long lapses = ledger.lapses();
    return Faults.caught(() -> ledger.claim(call, tries.alone()))
        .handle(Heard::new)
        .thenComposeAsync(
            heard ->
                heard.fault() == null
                    ? decided(call, place, tries, heard.claimed(), lapses)
                    : undecided(call, place, tries.failedAgain(), heard.fault()),
            worker);
  }

  private CompletableFuture<Answer> decided(
      Call call, Place place, Tries tries, Claimed claimed, long lapses) {
    if (claimed.kind() == Claimed.Kind.GRANTED) {
      return granted(call, place, tries, lapses);
    }
    place.giveBack();
    return switch (claimed.kind()) {
      case REPLAY -> CompletableFuture.completedFuture(claimed.answer());
      case REFUSED -> failed(call, FailureClass.REFUSED, claimed.reason());
      case WITHDRAWN -> failed(call, FailureClass.WITHDRAWN, claimed.reason());
      case SUSPECT -> alone(call, tries);
      default -> later(call, tries.heldAgain(), tries.heldAgain().heldMs());
    };
  }

  /** It waits for its turn without a claim: no death but its own may be counted against it. */
  private CompletableFuture<Answer> alone(Call call, Tries tries) {
    return suspects
        .acquire(call.lane())
        .thenCompose(
            turn ->
                attempt(call, tries.onlySuspect())
                    .whenComplete((answer, fault) -> turn.giveBack()));
  }

  private CompletableFuture<Answer> granted(Call call, Place place, Tries tries, long lapses) {
    if (closing) {
      place.giveBack();
      return sender.withdraw(call);
    }
    if (ledger.lapses() != lapses) {
      place.giveBack();
      return putBack(call, tries.heldAgain());
    }
    return sender
        .send(call, place.room(), lapses)
        .thenCompose(
            asked -> {
              place.permit().giveBack();
              return sender.settle(call, asked);
            });
  }

  /** Nothing was sent: the claim is free again for whoever comes first, this ask too. */
  private CompletableFuture<Answer> putBack(Call call, Tries tries) {
    return sender.release(call).thenCompose(gone -> later(call, tries, tries.heldMs()));
  }

  /** Past its deadline it is late whatever the ledger would say, and nothing was sent now. */
  private CompletableFuture<Answer> undecided(
      Call call, Place place, Tries tries, Throwable fault) {
    place.giveBack();
    Retry.log("claim of " + call.askId(), tries, fault);
    return clock.millis() > call.deadlineMs()
        ? failed(call, FailureClass.REFUSED, LATE)
        : later(call, tries, tries.failedMs());
  }

  private CompletableFuture<Answer> later(Call call, Tries tries, long ms) {
    return pauses.pause(ms).thenCompose(over -> attempt(call, tries));
  }

  private CompletableFuture<Answer> failed(Call call, FailureClass failure, String detail) {
    return CompletableFuture.completedFuture(Answers.unsent(call, failure, detail, clock.millis()));
  }

  /** What a call needs before it is claimed; both are given back where it is not sent. */
  private record Place(Permit permit, Room room) {
    void giveBack() {
      permit.giveBack();
      room.giveBack();
    }
  }

  /**
   * @param claimed null where the ledger failed
   */
  private record Heard(Claimed claimed, Throwable fault) {}
}

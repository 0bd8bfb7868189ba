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
  private final Caching caching;

  /** For one ask under suspicion at a time: with two, nobody could tell which it was. */
  private final Permits suspects = new Permits(1, 1);

  private volatile boolean closing;

  /**
   * @param accounts in whose names engines are asked; closed with the asker
   * @param cache for calls that don't want an answer of their own
   * @param worker times the pauses and sends the requests; must live until {@link #close} is
   *     complete
   */
  public Asker(
      EngineCatalog catalog,
      CallLedger ledger,
      EngineClient client,
      Accounts accounts,
      AnswerCache cache,
      ScheduledExecutorService worker,
      Clock clock) {
    this.catalog = catalog;
    this.ledger = ledger;
    this.accounts = accounts;
    this.worker = worker;
    this.clock = clock;
    this.caching = new Caching(cache, worker, clock);
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
    return catalog.maySee(call.engine(), call.dataClass())
        ? caching.find(call).thenCompose(known -> attempt(new Wanted(call, known, Tries.NONE)))
        : failed(call, FailureClass.REFUSED, NOT_ALLOWED);
  }

  /** What the cache knows needs neither room nor a place. */
  private CompletableFuture<Answer> attempt(Wanted wanted) {
    return wanted.known() != null
        ? claim(wanted, Place.NONE)
        : accounts
            .enter(wanted.call())
            .thenCompose(
                entry ->
                    entry.room() == null
                        ? noRoom(wanted.call(), entry)
                        : enter(wanted.call(), entry.room())
                            .thenCompose(place -> claim(wanted, place)));
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
  private CompletableFuture<Answer> claim(Wanted wanted, Place place) {
    long lapses = ledger.lapses();
    return Faults.caught(() -> ledger.claim(wanted.call(), wanted.tries().alone()))
        .handle(Heard::new)
        .thenComposeAsync(
            heard ->
                heard.fault() == null
                    ? decided(wanted, place, heard.claimed(), lapses)
                    : undecided(wanted, place, heard.fault()),
            worker);
  }

  private CompletableFuture<Answer> decided(
      Wanted wanted, Place place, Claimed claimed, long lapses) {
    if (claimed.kind() == Claimed.Kind.GRANTED) {
      return granted(wanted, place, lapses);
    }
    place.giveBack();
    return switch (claimed.kind()) {
      case REPLAY -> CompletableFuture.completedFuture(claimed.answer());
      case REFUSED -> failed(wanted.call(), FailureClass.REFUSED, claimed.reason());
      case WITHDRAWN -> failed(wanted.call(), FailureClass.WITHDRAWN, claimed.reason());
      case SUSPECT -> alone(wanted);
      default -> later(wanted.heldAgain());
    };
  }

  /** It waits for its turn without a claim: no death but its own may be counted against it. */
  private CompletableFuture<Answer> alone(Wanted wanted) {
    return suspects
        .acquire(wanted.call().lane())
        .thenCompose(
            turn ->
                Faults.caught(() -> attempt(wanted.after(wanted.tries().onlySuspect())))
                    .whenComplete((answer, fault) -> turn.giveBack()));
  }

  private CompletableFuture<Answer> granted(Wanted wanted, Place place, long lapses) {
    Call call = wanted.call();
    if (closing) {
      place.giveBack();
      return sender.withdraw(call);
    }
    if (ledger.lapses() != lapses) {
      place.giveBack();
      return putBack(wanted.heldAgain());
    }
    if (wanted.known() != null) {
      return sender.recorded(call, Answers.cached(call, wanted.known(), clock.millis()));
    }
    return sender
        .send(call, place.room(), lapses)
        .thenCompose(
            asked -> {
              place.permit().giveBack();
              return sender.settle(call, asked);
            })
        .whenComplete((answer, fault) -> caching.keep(call, answer));
  }

  /** Nothing was sent: the claim is free again for whoever comes first, this ask too. */
  private CompletableFuture<Answer> putBack(Wanted wanted) {
    return sender.release(wanted.call()).thenCompose(gone -> later(wanted));
  }

  /** Past its deadline it is late whatever the ledger would say, and nothing was sent now. */
  private CompletableFuture<Answer> undecided(Wanted wanted, Place place, Throwable fault) {
    place.giveBack();
    Tries tries = wanted.tries().failedAgain();
    Retry.log("claim of " + wanted.call().askId(), tries, fault);
    return clock.millis() > wanted.call().deadlineMs()
        ? failed(wanted.call(), FailureClass.REFUSED, LATE)
        : pauses.pause(tries.failedMs()).thenCompose(over -> attempt(wanted.after(tries)));
  }

  private CompletableFuture<Answer> later(Wanted wanted) {
    return pauses.pause(wanted.tries().heldMs()).thenCompose(over -> attempt(wanted));
  }

  private CompletableFuture<Answer> failed(Call call, FailureClass failure, String detail) {
    return CompletableFuture.completedFuture(Answers.unsent(call, failure, detail, clock.millis()));
  }

  /**
   * @param claimed null where the ledger failed
   */
  private record Heard(Claimed claimed, Throwable fault) {}
}

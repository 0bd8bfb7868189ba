package io.chorus.operators.limits;

import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Limits;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of one engine. A call leaves in the name of the one with most headroom; where none
 * has room it waits here for a moment, urgent ones first, and is then sent back: work waits in the
 * scheduler. Thread-safe; no lock is held while others go on.
 */
final class EngineAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(EngineAccounts.class);

  /** Long enough that there is always a call for room that appears. */
  static final long PATIENCE_MS = 1_000;

  private static final long LEAST_WAIT_MS = 500;
  private static final long LONGEST_WAIT_MS = 3_600_000;
  private static final long TICK_MS = 20;
  private static final long IDLE_TICK_MS = 250;

  private final String engine;
  private final EngineSpec spec;
  private final RateLimiter limiter;
  private final int processes;
  private final ScheduledExecutorService worker;
  private final Clock clock;
  private final RandomGenerator random;
  private final List<Desk> desks = new ArrayList<>();
  private final Deque<Waiting> urgent = new ArrayDeque<>();
  private final Deque<Waiting> bulk = new ArrayDeque<>();
  private long tickAtMs = Long.MAX_VALUE;
  private boolean closed;

  private record Waiting(Call call, long untilMs, CompletableFuture<Entry> entry) {}

  EngineAccounts(
      String engine,
      EngineSpec spec,
      RateLimiter limiter,
      int processes,
      ScheduledExecutorService worker,
      Clock clock,
      RandomGenerator random) {
    this.engine = engine;
    this.spec = spec;
    this.limiter = limiter;
    this.processes = processes;
    this.worker = worker;
    this.clock = clock;
    this.random = random;
    spec.accounts().forEach(this::open);
  }

  private void open(Account account) {
    Limits limits = account.limits().at(spec.protocol());
    desks.add(new Desk(engine, account, limits, processes, spec.timeoutMs(), random));
  }

  /** Completed when it is known whether the call may leave; cancelled by {@link #close}. */
  CompletableFuture<Entry> enter(Call call) {
    CompletableFuture<Entry> entry = new CompletableFuture<>();
    Waiting waiting = new Waiting(call, clock.millis() + PATIENCE_MS, entry);
    run(
        () -> {
          if (closed) {
            return List.of(() -> entry.cancel(false));
          }
          (call.lane().isBulk() ? bulk : urgent).add(waiting);
          return goOn();
        });
    return entry;
  }

  /** Room for the same call at an account that is none of those, at once or not at all: null. */
  synchronized Room another(Call call, Set<String> refused) {
    if (closed) {
      return null;
    }
    long nowMs = clock.millis();
    return desks.stream()
        .filter(desk -> !refused.contains(desk.account().id()) && mayTake(desk, call, nowMs))
        .max(Comparator.comparingDouble(desk -> desk.headroom(spec.permits())))
        .map(desk -> taken(desk, call, nowMs))
        .orElse(null);
  }

  void giveBack(Room room) {
    run(
        () -> {
          if (room.end()) {
            room.desk().stock().giveBack(room.tokens());
            room.desk().health().unsure(room.model());
          }
          return goOn();
        });
  }

  void settle(Room room, Room.Outcome outcome) {
    run(
        () -> {
          if (room.end()) {
            settled(room, outcome);
          }
          return goOn();
        });
  }

  private void settled(Room room, Room.Outcome outcome) {
    Desk desk = room.desk();
    long used = outcome.usedTokens();
    desk.stock()
        .settle(
            room.tokens(),
            used == Room.NOT_TOLD ? room.tokens() : used,
            outcome.sentAtMs(),
            outcome.left());
    desk.health().observe(room.model(), outcome.failure(), outcome.retryAfterMs(), clock.millis());
    if (used > 0) {
      desk.estimate().learn(room.estimated(), used);
    }
  }

  /** An account is there that was not, or is another one now. */
  void put(Account account) {
    run(
        () -> {
          Desk known = find(account.id());
          if (known == null) {
            open(account);
          } else {
            known.become(account, account.limits().at(spec.protocol()));
          }
          return goOn();
        });
  }

  /** An account is there no more; what is open ends as it would. */
  void remove(String id) {
    run(
        () -> {
          Desk known = find(id);
          if (known != null) {
            known.remove();
          }
          return goOn();
        });
  }

  private Desk find(String id) {
    return desks.stream().filter(desk -> desk.account().id().equals(id)).findFirst().orElse(null);
  }

  /** Nobody waits any longer; who has room keeps it, and what is held is told until nothing is. */
  void close() {
    run(
        () -> {
          closed = true;
          desks.forEach(desk -> desk.stock().close());
          List<Runnable> next = new ArrayList<>();
          for (Deque<Waiting> lane : List.of(urgent, bulk)) {
            lane.forEach(waiting -> next.add(() -> waiting.entry().cancel(false)));
            lane.clear();
          }
          next.addAll(goOn());
          return next;
        });
  }

  /** What is done under the lock; returns what is to be done once it is free. */
  private interface Step {
    List<Runnable> take();
  }

  private void run(Step step) {
    List<Runnable> next;
    synchronized (this) {
      next = step.take();
    }
    next.forEach(Runnable::run);
  }

  /** Lets in whom there is room for, sends back who has waited, and asks for more. */
  private List<Runnable> goOn() {
    long nowMs = clock.millis();
    List<Runnable> next = new ArrayList<>();
    admit(urgent, nowMs, next);
    if (urgent.isEmpty()) {
      admit(bulk, nowMs, next);
    } else {
      expire(bulk, nowMs, next);
    }
    desks.removeIf(desk -> desk.isRemoved() && desk.stock().isIdle() && !desk.isLeasing());
    lease(nowMs, next);
    tickLater(nowMs, next);
    return next;
  }

  private void admit(Deque<Waiting> lane, long nowMs, List<Runnable> next) {
    while (!lane.isEmpty()) {
      Entry entry = entry(lane.peek(), nowMs);
      if (entry == null) {
        return;
      }
      CompletableFuture<Entry> entered = lane.remove().entry();
      next.add(() -> entered.complete(entry));
    }
  }

  private static void expire(Deque<Waiting> lane, long nowMs, List<Runnable> next) {
    while (!lane.isEmpty() && lane.peek().untilMs() <= nowMs) {
      CompletableFuture<Entry> entered = lane.remove().entry();
      next.add(() -> entered.complete(Entry.refused(FailureClass.WITHDRAWN, LEAST_WAIT_MS)));
    }
  }

  /** Null where the call is to wait. */
  private Entry entry(Waiting waiting, long nowMs) {
    Desk best = null;
    for (Desk desk : desks) {
      boolean better =
          best == null || desk.headroom(spec.permits()) > best.headroom(spec.permits());
      if (better && mayTake(desk, waiting.call(), nowMs)) {
        best = desk;
      }
    }
    return best == null ? refusal(waiting, nowMs) : Entry.into(taken(best, waiting.call(), nowMs));
  }

  private boolean mayTake(Desk desk, Call call, long nowMs) {
    return isOpen(desk, nowMs)
        && desk.health().cooledUntilMs() <= nowMs
        && (desk.health().lets(call.model(), nowMs) || !anyLets(call.model(), nowMs))
        && desk.has(call.estimatedTokens(), spec.permits());
  }

  /** With no account left that answers, the engine is out, and that is the scheduler's business. */
  private boolean anyLets(String model, long nowMs) {
    return desks.stream().anyMatch(desk -> isOpen(desk, nowMs) && desk.health().lets(model, nowMs));
  }

  private static boolean isOpen(Desk desk, long nowMs) {
    return !desk.isRemoved() && desk.outFor(nowMs) == null;
  }

  private Room taken(Desk desk, Call call, long nowMs) {
    long tokens = desk.tokensOf(call.estimatedTokens());
    desk.stock().take(tokens, nowMs);
    desk.health().passed(call.model());
    return new Room(this, desk, call.model(), call.estimatedTokens(), tokens);
  }

  private Entry refusal(Waiting waiting, long nowMs) {
    FailureClass out = null;
    long freeAtMs = Long.MAX_VALUE;
    for (Desk desk : desks) {
      if (isOpen(desk, nowMs)) {
        freeAtMs = Math.min(freeAtMs, desk.freeAtMs());
      } else if (!desk.isRemoved()) {
        out = desk.outFor(nowMs);
      }
    }
    if (freeAtMs == Long.MAX_VALUE) {
      return Entry.refused(out == null ? FailureClass.AUTH : out, 0);
    }
    boolean waits = freeAtMs <= waiting.untilMs() && nowMs < waiting.untilMs();
    long wait = Math.max(LEAST_WAIT_MS, Math.min(LONGEST_WAIT_MS, freeAtMs - nowMs));
    return waits ? null : Entry.refused(FailureClass.WITHDRAWN, wait);
  }

  private void lease(long nowMs, List<Runnable> next) {
    for (Desk desk : desks) {
      boolean wanted = isWanted(desk, nowMs);
      if (desk.isLimited() && !desk.isLeasing() && desk.stock().isDue(wanted, nowMs)) {
        desk.leasing(true);
        Report report = report(desk, wanted, nowMs);
        next.add(() -> lease(desk, report));
      }
    }
  }

  private boolean isWanted(Desk desk, long nowMs) {
    return isAwaited() && isOpen(desk, nowMs) && desk.health().cooledUntilMs() <= nowMs;
  }

  private Report report(Desk desk, boolean wanted, long nowMs) {
    if (!wanted) {
      return desk.stock().report(0, 0, 0, nowMs);
    }
    Call first = (urgent.isEmpty() ? bulk : urgent).peek().call();
    long all = 0;
    for (Deque<Waiting> lane : List.of(urgent, bulk)) {
      for (Waiting waiting : lane) {
        all += desk.tokensOf(waiting.call().estimatedTokens());
      }
    }
    return desk.stock()
        .report(urgent.size() + bulk.size(), desk.tokensOf(first.estimatedTokens()), all, nowMs);
  }

  private void lease(Desk desk, Report report) {
    CompletableFuture<Void> unused =
        limiter
            .lease(desk.name(), desk.limits(), report)
            .handle(
                (lease, fault) -> {
                  heard(desk, report, fault == null ? lease : null);
                  tell(desk, fault);
                  return null;
                });
  }

  /** Once for as long as it lasts: leases are asked for several times a second. */
  private static void tell(Desk desk, Throwable fault) {
    if (fault != null && desk.becomesUnheard(true)) {
      LOG.warn(
          "{}: its limits can't be shared ({}); until Redis answers, this process uses a small part of them",
          desk.name(),
          fault.toString());
    } else if (fault == null && desk.becomesUnheard(false)) {
      LOG.info("{}: its limits are shared again", desk.name());
    }
  }

  /**
   * @param lease null where the limiter can't be reached
   */
  private void heard(Desk desk, Report report, Lease lease) {
    run(
        () -> {
          desk.leasing(false);
          if (lease == null) {
            desk.stock().unheard(report, clock.millis());
          } else {
            desk.stock().heard(lease, report, clock.millis());
          }
          return goOn();
        });
  }

  private void tickLater(long nowMs, List<Runnable> next) {
    long dueMs = nowMs + (isAwaited() ? TICK_MS : IDLE_TICK_MS);
    boolean needed =
        isAwaited()
            || desks.stream().anyMatch(desk -> desk.isLimited() && desk.stock().needsCare());
    if (needed && dueMs < tickAtMs) {
      tickAtMs = dueMs;
      next.add(() -> scheduled(dueMs - nowMs));
    }
  }

  private boolean isAwaited() {
    return !(urgent.isEmpty() && bulk.isEmpty());
  }

  private void scheduled(long ms) {
    var unused = worker.schedule(this::tick, ms, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    run(
        () -> {
          tickAtMs = Long.MAX_VALUE;
          return goOn();
        });
  }
}

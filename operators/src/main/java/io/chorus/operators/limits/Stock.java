package io.chorus.operators.limits;

import io.chorus.contracts.Limits;
import io.chorus.operators.limits.Report.Used;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one process holds of one account: leased ahead of the calls that will use it, so that a call
 * itself asks nobody. While the limiter can't be reached, its local share. Used under a lock.
 */
final class Stock {
  /** Estimates err; of a provider's count by minutes this part is left alone. */
  static final double TOKENS_KEPT = 0.05;

  private static final long MINUTE_MS = 60_000;

  /** A call that was sent just before a minute's end may be counted in the next. */
  private static final long TRAVEL_MS = 1_000;

  private static final long SOONEST_MS = 10;
  private static final long LATEST_MS = 1_000;
  private static final long UNHEARD_MS = 200;

  private Limits limits;
  private final int processes;
  private final long longestCallMs;
  private final Pace pace = new Pace();
  private final List<Used> used = new ArrayList<>();
  private List<Used> reported = List.of();
  private Left left = Left.UNKNOWN;
  private LocalShare local;
  private long requests;
  private long tokens;
  private long sentRequests;
  private long sentTokens;
  private long open;
  private long places;
  private long usedToday;
  private long dayEndsMs;
  private long clockAheadMs;
  private long nextMs;
  private long careAtMs;
  private long dryUntilMs;
  private double headroom = 1;
  private boolean closed;
  private boolean tookLeave;

  /**
   * @param processes that may share the account, at most
   * @param longestCallMs how long a call may be open, in milliseconds
   */
  Stock(Limits limits, int processes, long longestCallMs) {
    this.limits = limits;
    this.processes = processes;
    this.longestCallMs = longestCallMs;
  }

  /** They are others now. */
  void limits(Limits next) {
    limits = next;
    local = null;
    nextMs = 0;
    dryUntilMs = 0;
  }

  /** Nothing more will be taken. */
  void close() {
    closed = true;
    nextMs = 0;
  }

  long open() {
    return open;
  }

  /** Calls that may be open. */
  long places() {
    return limits.concurrency() == 0 ? Long.MAX_VALUE : places;
  }

  double headroom() {
    return headroom;
  }

  /** Nothing is held and nothing is left to tell. */
  boolean isIdle() {
    boolean holds = open > 0 || places > 0 || requests > 0 || tokens > 0;
    return !holds && used.isEmpty() && reported.isEmpty();
  }

  /** Whether time alone makes something to be done. */
  boolean needsCare() {
    return closed ? open > 0 : !isIdle();
  }

  /** No call takes more than the account can ever have at once. */
  long capped(long callTokens) {
    return limits.tokensPerMinute() == 0
        ? callTokens
        : Math.min(callTokens, (long) (limits.tokensPerMinute() * (1 - TOKENS_KEPT)));
  }

  /** Whether a call may leave now. */
  boolean has(long callTokens) {
    return open < places()
        && (!countsRequests() || requests >= 1)
        && (limits.tokensPerMinute() == 0 || tokens >= callTokens);
  }

  private boolean countsRequests() {
    return limits.requestsPerMinute() > 0 || limits.requestsPerDay() > 0;
  }

  /** Until when there is no room for the next call, as far as is known; 0 for none. */
  long dryUntilMs() {
    return dryUntilMs;
  }

  void take(long callTokens, long nowMs) {
    pace.took(callTokens, nowMs);
    open++;
    requests -= countsRequests() ? 1 : 0;
    tokens -= limits.tokensPerMinute() > 0 ? callTokens : 0;
    sentRequests++;
    sentTokens += callTokens;
  }

  /** A call that took so many tokens was never sent. */
  void giveBack(long callTokens) {
    ended(callTokens);
    requests += countsRequests() ? 1 : 0;
    tokens += limits.tokensPerMinute() > 0 ? callTokens : 0;
  }

  private void ended(long callTokens) {
    open--;
    sentRequests--;
    sentTokens -= callTokens;
  }

  /**
   * A call was answered.
   *
   * @param callTokens that it took
   * @param usedTokens that its provider has counted
   */
  void settle(long callTokens, long usedTokens, long sentAtMs, Left said) {
    ended(callTokens);
    if (limits.areNone()) {
      return;
    }
    long minute = (sentAtMs + clockAheadMs + TRAVEL_MS) / MINUTE_MS;
    used.add(new Used(minute, 1, usedTokens));
    if (said.atMs() > left.atMs()) {
      left = new Left(said.requests(), said.tokens(), said.atMs() + clockAheadMs);
    }
  }

  /** Whether the limiter is to be asked. */
  boolean isDue(boolean wanted, long nowMs) {
    if (closed && open == 0) {
      return !isIdle() && !tookLeave;
    }
    return (nowMs >= nextMs && (wanted || isLow(nowMs))) || (nowMs >= careAtMs && !isIdle());
  }

  private boolean isLow(long nowMs) {
    return (countsRequests() && 2 * requests < pace.requests(nowMs))
        || (limits.tokensPerMinute() > 0 && 2 * tokens < pace.tokens(nowMs));
  }

  /**
   * What to tell the limiter; what is held and not needed is given back with it. Then {@link
   * #heard} or {@link #unheard} comes before the next report.
   *
   * @param calls that wait
   * @param firstTokens that the first of them needs, 0 for none
   * @param allTokens that they need together
   */
  Report report(long calls, long firstTokens, long allTokens, long nowMs) {
    long wantRequests = calls + (closed ? 0 : pace.requests(nowMs));
    long wantTokens = allTokens + (closed ? 0 : pace.tokens(nowMs));
    requests = Math.min(requests, wantRequests);
    tokens = Math.min(tokens, wantTokens);
    tookLeave = closed && open == 0;
    reported = summed();
    used.clear();
    Left said = left;
    left = Left.UNKNOWN;
    return new Report(
        requests + sentRequests,
        tokens + sentTokens,
        open,
        reported,
        said,
        usedToday,
        Days.endMs(nowMs + clockAheadMs),
        Math.min(wantRequests - requests, share(limits.requestsPerMinute())),
        Math.max(0, firstTokens - tokens),
        Math.max(
            firstTokens - tokens, Math.min(wantTokens - tokens, share(limits.tokensPerMinute()))),
        open + wantRequests);
  }

  /** Nobody leases more at once than half of what would be its part. */
  private long share(long limit) {
    return limit == 0 ? Long.MAX_VALUE : Math.max(1, limit / (2L * processes));
  }

  private List<Used> summed() {
    Map<Long, Used> sums = new TreeMap<>();
    for (List<Used> some : List.of(reported, used)) {
      some.forEach(one -> sums.merge(one.minute(), one, Stock::plus));
    }
    return List.copyOf(sums.values());
  }

  private static Used plus(Used one, Used other) {
    return new Used(one.minute(), one.requests() + other.requests(), one.tokens() + other.tokens());
  }

  /** What the limiter said. */
  void heard(Lease lease, Report report, long nowMs) {
    reported = List.of();
    clockAheadMs = lease.nowMs() - nowMs;
    learnDay(lease);
    if (lease.settled()) {
      local = null;
      accept(lease, nowMs);
    } else {
      accept(fromLocal(report, nowMs), nowMs);
    }
  }

  private void learnDay(Lease lease) {
    if (lease.nowMs() >= dayEndsMs) {
      usedToday = 0;
      dayEndsMs = Days.endMs(lease.nowMs());
    }
    usedToday = Math.max(usedToday, lease.usedToday());
  }

  /** The limiter can't be reached; what was reported will be reported again. */
  void unheard(Report report, long nowMs) {
    accept(fromLocal(report, nowMs), nowMs);
    nextMs = Math.max(nextMs, nowMs + UNHEARD_MS);
  }

  private Lease fromLocal(Report report, long nowMs) {
    if (local == null) {
      local =
          new LocalShare(limits, processes, places, longestCallMs, usedToday, nowMs + clockAheadMs);
    }
    return local.lease(report, nowMs + clockAheadMs);
  }

  private void accept(Lease lease, long nowMs) {
    requests += lease.requests();
    tokens += lease.tokens();
    places = limits.concurrency() == 0 ? 0 : lease.places();
    headroom = lease.headroom();
    nextMs = nowMs + Math.max(SOONEST_MS, Math.min(LATEST_MS, lease.waitMs()));
    careAtMs = nowMs + LATEST_MS;
    dryUntilMs = lease.waitMs() == 0 ? 0 : nowMs + lease.waitMs();
  }
}

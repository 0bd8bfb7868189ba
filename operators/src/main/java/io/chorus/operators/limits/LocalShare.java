package io.chorus.operators.limits;

import io.chorus.contracts.Limits;

/**
 * What one process may use of an account while nobody can say what the others use: its part of half
 * the limits. Requests and tokens fill evenly from nothing, since all may be used up at that time;
 * where the provider counts by minutes of the clock, from the next minute on. Places it had may be
 * kept; more than that only when every call that was open then has ended. Used under a lock.
 */
final class LocalShare {
  /** The part of a limit that all processes use together. */
  private static final double SAFETY = 0.5;

  /** With half the limit in a minute this stays below the limit. */
  private static final double MOST_MINUTES = 0.25;

  private static final long MINUTE_MS = 60_000;
  private static final long POLL_MS = 50;

  /** The limiter may be there again at any time: nothing here is worth a longer wait. */
  private static final long LONGEST_WAIT_MS = 5_000;

  private final Limits limits;
  private final double part;
  private final long fullPlacesAtMs;
  private final long placesBefore;
  private final Bucket requests;
  private final Bucket tokens;
  private long today;

  /**
   * @param processes that share the account, at most
   * @param places calls that this process was allowed to have open until now
   * @param longestCallMs after so long no call of now is open any more
   * @param usedToday as {@link Report}
   */
  LocalShare(
      Limits limits, int processes, long places, long longestCallMs, long usedToday, long nowMs) {
    this.limits = limits;
    this.part = SAFETY / processes;
    long fromMs =
        limits.window() == Limits.Window.MINUTE ? (nowMs / MINUTE_MS + 1) * MINUTE_MS : nowMs;
    this.requests = bucket(limits.requestsPerMinute(), fromMs);
    this.tokens = bucket(limits.tokensPerMinute(), fromMs);
    this.today = whole(Math.max(0, limits.requestsPerDay() - usedToday));
    this.placesBefore = places;
    this.fullPlacesAtMs = nowMs + longestCallMs;
  }

  private Bucket bucket(long limit, long fromMs) {
    if (limit == 0) {
      return null;
    }
    double share = (double) whole(limit);
    return new Bucket(share, Math.max(Math.min(1, share), share * MOST_MINUTES), fromMs);
  }

  private long whole(long limit) {
    return (long) (limit * part);
  }

  /** Grants what was asked for, or a part of it, or nothing. */
  Lease lease(Report report, long nowMs) {
    long places = places(nowMs);
    long mayRequests = level(requests, report.wantRequests(), nowMs);
    long mayTokens = level(tokens, report.wantTokens(), nowMs);
    if (limits.requestsPerDay() > 0) {
      mayRequests = Math.min(mayRequests, today);
    }
    boolean grants =
        report.wantRequests() > 0
            && mayRequests > 0
            && mayTokens >= (tokens == null ? 0 : report.leastTokens())
            && (limits.concurrency() == 0 || places > report.open());
    if (!grants) {
      return new Lease(false, 0, 0, places, waitMs(report), 0, nowMs, report.usedToday());
    }
    take(requests, mayRequests);
    take(tokens, mayTokens);
    today -= mayRequests;
    return new Lease(false, mayRequests, mayTokens, places, 0, 0, nowMs, report.usedToday());
  }

  private long places(long nowMs) {
    long share = whole(limits.concurrency());
    return nowMs < fullPlacesAtMs ? Math.min(share, placesBefore) : share;
  }

  private static long level(Bucket bucket, long want, long nowMs) {
    return bucket == null ? want : Math.min(want, bucket.level(nowMs));
  }

  private static void take(Bucket bucket, long amount) {
    if (bucket != null) {
      bucket.take(amount);
    }
  }

  private long waitMs(Report report) {
    long wait = POLL_MS;
    wait = requests == null ? wait : Math.max(wait, requests.waitMs(1));
    wait = tokens == null ? wait : Math.max(wait, tokens.waitMs(report.leastTokens()));
    return Math.min(LONGEST_WAIT_MS, wait);
  }
}

package io.chorus.ingress;

import io.chorus.contracts.QueueReport;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How many calls of a tenant wait or are on their way: what the schedulers have told last, and what
 * this replica has accepted since, for ten seconds at most: while there is nothing to do,
 * schedulers tell nothing. Behind by about a second, so that replicas may together let in a
 * second's worth more than a quota. Thread-safe.
 */
final class InFlight {
  private static final long UNTOLD_MS = 10_000;

  private final Supplier<Collection<QueueReport>> reports;
  private final InstantSource clock;
  private final Map<String, Deque<Arrivals>> accepted = new HashMap<>();

  InFlight(Supplier<Collection<QueueReport>> reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  private record Arrivals(long atMs, long count) {}

  /** Counts one more where there is room for it. */
  synchronized boolean enter(String tenant, long most) {
    boolean fits = of(tenant) < most;
    if (fits) {
      add(tenant, 1);
    }
    return fits;
  }

  /** Counts what has come in. */
  synchronized void add(String tenant, int count) {
    accepted
        .computeIfAbsent(tenant, name -> new ArrayDeque<>())
        .add(new Arrivals(clock.millis(), count));
  }

  synchronized long of(String tenant) {
    long newest = clock.millis() - UNTOLD_MS;
    long told = 0;
    for (QueueReport report : reports.get()) {
      newest = Math.max(newest, report.atMs());
      for (QueueReport.Waits waits : report.waits()) {
        told += waits.tenant().equals(tenant) ? waits.waiting() + waits.inFlight() : 0;
      }
    }
    Deque<Arrivals> since = accepted.getOrDefault(tenant, new ArrayDeque<>());
    while (!since.isEmpty() && since.peek().atMs() <= newest) {
      since.remove();
    }
    return told + since.stream().mapToLong(Arrivals::count).sum();
  }
}

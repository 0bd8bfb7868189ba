package io.chorus.ingress;

import io.chorus.contracts.QueueReport;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How many calls of a tenant wait or are on their way: what the schedulers have told last, and what
 * this replica has accepted since. Behind by about a second, so that replicas may together let in a
 * second's worth more than a quota. Thread-safe.
 */
final class InFlight {
  private final Supplier<Collection<QueueReport>> reports;
  private final Clock clock;
  private final Map<String, Deque<Long>> accepted = new HashMap<>();

  InFlight(Supplier<Collection<QueueReport>> reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  /** Counts one more where there is room for it. */
  synchronized boolean enter(String tenant, long most) {
    long newest = 0;
    long told = 0;
    for (QueueReport report : reports.get()) {
      newest = Math.max(newest, report.atMs());
      for (QueueReport.Waits waits : report.waits()) {
        told += waits.tenant().equals(tenant) ? waits.waiting() + waits.inFlight() : 0;
      }
    }
    Deque<Long> since = accepted.computeIfAbsent(tenant, name -> new ArrayDeque<>());
    while (!since.isEmpty() && since.peek() <= newest) {
      since.remove();
    }
    boolean fits = told + since.size() < most;
    if (fits) {
      since.add(clock.millis());
    }
    return fits;
  }
}

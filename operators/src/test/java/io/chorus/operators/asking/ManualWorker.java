package io.chorus.operators.asking;

import io.chorus.operators.Kit;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A worker and a clock that go on only when the test says so. */
public final class ManualWorker extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final PriorityQueue<Alarm<?>> alarms =
      new PriorityQueue<>(
          Comparator.<Alarm<?>>comparingLong(alarm -> alarm.dueMs)
              .thenComparingLong(alarm -> alarm.order));
  private long nowMs = Kit.NOW;
  private long scheduled;

  public Clock clock() {
    InstantSource source = () -> Instant.ofEpochMilli(nowMs);
    return source.withZone(ZoneOffset.UTC);
  }

  /** Runs what is due, and what that brings. */
  public void runReady() {
    advance(0);
  }

  public void advance(long ms) {
    long untilMs = nowMs + ms;
    while (!alarms.isEmpty() && alarms.peek().dueMs <= untilMs) {
      nowMs = Math.max(nowMs, alarms.peek().dueMs);
      alarms.remove().run();
    }
    nowMs = untilMs;
  }

  /** Alarms that would still do something. */
  public long pending() {
    return alarms.stream().filter(alarm -> !alarm.isCancelled()).count();
  }

  @Override
  public void execute(Runnable task) {
    ScheduledFuture<?> unused = schedule(task, 0, TimeUnit.MILLISECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return schedule(Executors.callable(task), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    Alarm<V> alarm = new Alarm<>(task, nowMs + unit.toMillis(delay), scheduled++);
    alarms.add(alarm);
    return alarm;
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    alarms.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  private final class Alarm<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long dueMs;
    private final long order;

    private Alarm(Callable<V> task, long dueMs, long order) {
      super(task);
      this.dueMs = dueMs;
      this.order = order;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueMs - nowMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
    }
  }
}

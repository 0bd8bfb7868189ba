package io.chorus.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * An endless row of faults that depends on the seed alone. Every kind comes once in each round, so
 * a short run sees them all; from the second round on a pause may outlast the client's heartbeats.
 * One thread's.
 */
public final class FaultSchedule {
  private static final long MIN_GAP_MS = 1_500;
  private static final long MAX_GAP_MS = 5_000;
  private static final long MIN_HOLD_MS = 1_000;
  private static final long MAX_HOLD_MS = 6_000;
  private static final int LONG_HOLD_ONE_IN = 4;

  /** RabbitMQ's client gives a silent connection up after twice its heartbeat of 10 s. */
  static final Duration LONG_HOLD = Duration.ofSeconds(25);

  private final Random random;
  private final List<FaultKind> round = new ArrayList<>();
  private int rounds;

  public FaultSchedule(long seed) {
    this.random = new Random(seed);
  }

  public Fault next() {
    if (round.isEmpty()) {
      round.addAll(Arrays.asList(FaultKind.values()));
      Collections.shuffle(round, random);
      rounds++;
    }
    FaultKind kind = round.remove(round.size() - 1);
    return new Fault(kind, between(MIN_GAP_MS, MAX_GAP_MS), hold(kind));
  }

  private Duration hold(FaultKind kind) {
    Duration brief = between(MIN_HOLD_MS, MAX_HOLD_MS);
    boolean outlasts = random.nextInt(LONG_HOLD_ONE_IN) == 0;
    return kind == FaultKind.BROKER_PAUSED && rounds > 1 && outlasts ? LONG_HOLD : brief;
  }

  private Duration between(long fromMs, long toMs) {
    return Duration.ofMillis(random.nextLong(fromMs, toMs + 1));
  }
}

package io.chorus.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Decides the fate of each call from the seed, the engine, the call's key and the number of times
 * that the key has come, and from nothing else but the time where a fault has a window of time: the
 * order in which calls arrive does not matter. A new script starts all numbers anew. Not
 * thread-safe.
 */
final class FaultScript {
  /** Keys whose arrivals are remembered; the longest unseen ones are forgotten and start at 1. */
  private static final int MAX_KEYS = 200_000;

  private static final double NANOS = 1e9;

  private final EmulatorSettings settings;
  private final long begunNanos = System.nanoTime();
  private final Map<Long, Integer> arrivals = new Arrivals();

  FaultScript(EmulatorSettings settings) {
    this.settings = settings;
  }

  /**
   * A call as the script sees it.
   *
   * @param account as the journal names it
   * @param key names the call; null only where the script needs none
   */
  record Call(String engine, String account, String model, String key) {}

  /**
   * What happens to a call.
   *
   * @param fault null: it is answered
   * @param waitS the wait that a 429 names
   * @param latencyMs until the answer begins
   */
  record Fate(FaultKind fault, long waitS, long latencyMs) {}

  EmulatorSettings settings() {
    return settings;
  }

  /** False: the fate depends on the engine alone, and no key is needed. */
  boolean needsKey() {
    return !settings.leavesNothingToChance();
  }

  Fate of(Call call) {
    return of(call, (System.nanoTime() - begunNanos) / NANOS);
  }

  /**
   * @param atS seconds since the script began
   */
  Fate of(Call call, double atS) {
    Latency latency = settings.latencyOf(call.engine());
    if (!needsKey()) {
      return new Fate(null, 0, latency.medianMs());
    }
    long key = Hashes.toLong(call.engine() + '\n' + call.key());
    int arrival = arrivals.merge(key, 1, Integer::sum);
    SplittableRandom random =
        new SplittableRandom(Hashes.toLong(settings.seed() + "\n" + key + '\n' + arrival));
    Fault fault = faultAt(random.nextDouble(), call, atS);
    long latencyMs = latency.drawMs(random);
    return fault == null
        ? new Fate(null, 0, latencyMs)
        : new Fate(fault.kind(), fault.waitS(), latencyMs);
  }

  private Fault faultAt(double draw, Call call, double atS) {
    double upTo = 0;
    for (Fault fault : settings.faults()) {
      upTo += fault.concerns(call, atS) ? fault.share() : 0;
      if (draw < upTo) {
        return fault;
      }
    }
    return null;
  }

  private static final class Arrivals extends LinkedHashMap<Long, Integer> {
    Arrivals() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
      return size() > MAX_KEYS;
    }
  }
}

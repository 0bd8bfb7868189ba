package io.chorus.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Decides the fate of each call from the seed, the engine, the call's key and the number of times
 * that the key has come, and from nothing else: the order in which calls arrive does not matter. A
 * new script starts all numbers anew. Not thread-safe.
 */
final class FaultScript {
  /** Keys whose arrivals are remembered; the longest unseen ones are forgotten and start at 1. */
  private static final int MAX_KEYS = 200_000;

  private final EmulatorSettings settings;
  private final Map<Long, Integer> arrivals = new Arrivals();

  FaultScript(EmulatorSettings settings) {
    this.settings = settings;
  }

  /**
   * What happens to a call.
   *
   * @param fault null: it is answered
   * @param latencyMs until the answer
   */
  record Fate(FaultKind fault, long latencyMs) {}

  EmulatorSettings settings() {
    return settings;
  }

  /** False: the fate depends on the engine alone, and no key is needed. */
  boolean needsKey() {
    return !settings.leavesNothingToChance();
  }

  Fate of(String engine, String key) {
    Latency latency = settings.latencyOf(engine);
    if (!needsKey()) {
      return new Fate(null, latency.medianMs());
    }
    long call = Hashes.toLong(engine + '\n' + key);
    int arrival = arrivals.merge(call, 1, Integer::sum);
    SplittableRandom random =
        new SplittableRandom(Hashes.toLong(settings.seed() + "\n" + call + '\n' + arrival));
    return new Fate(faultAt(random.nextDouble(), engine), latency.drawMs(random));
  }

  private FaultKind faultAt(double draw, String engine) {
    double upTo = 0;
    for (Fault fault : settings.faults()) {
      upTo += fault.concerns(engine) ? fault.share() : 0;
      if (draw < upTo) {
        return fault.kind();
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

package io.chorus.emulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The counts behind {@link Stats}. One thread counts, any thread reads. */
final class Counters {
  private static final int MAX_ENGINES = 64;
  private static final String OTHER = "(other)";

  private static final int MAX_HANGING = 10_000;

  private final Map<String, Engine> engines = new ConcurrentHashMap<>();
  private int hanging;

  boolean isHangingTooMany() {
    return hanging >= MAX_HANGING;
  }

  void hanging(int more) {
    hanging += more;
  }

  Engine of(String engine) {
    Engine known = engines.get(engine);
    if (known != null) {
      return known;
    }
    return engines.computeIfAbsent(
        engines.size() < MAX_ENGINES ? engine : OTHER, name -> new Engine());
  }

  Stats stats() {
    return new Stats(
        engines.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stats())));
  }

  static final class Engine {
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong billed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong rateLimited = new AtomicLong();
    private final AtomicLong serverErrors = new AtomicLong();
    private final AtomicLong hung = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong overLimit = new AtomicLong();
    private final AtomicLong clientGone = new AtomicLong();
    private final AtomicLong tokensIn = new AtomicLong();
    private final AtomicLong tokensOut = new AtomicLong();
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong maxInFlight = new AtomicLong();

    void called() {
      calls.incrementAndGet();
    }

    void refused() {
      refused.incrementAndGet();
    }

    void overLimit() {
      overLimit.incrementAndGet();
    }

    void failed(FaultKind kind) {
      faults.incrementAndGet();
      switch (kind) {
        case RATE_LIMITED, RATE_LIMITED_NO_WAIT -> rateLimited.incrementAndGet();
        case SERVER_ERROR -> serverErrors.incrementAndGet();
        case HANG -> hung.incrementAndGet();
        default -> {
          // counted as a fault alone
        }
      }
    }

    void billed(JournalLine line) {
      billed.incrementAndGet();
      tokensIn.addAndGet(line.tokensIn());
      tokensOut.addAndGet(line.tokensOut());
      maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    }

    void done(boolean clientLeft) {
      inFlight.decrementAndGet();
      if (clientLeft) {
        clientGone.incrementAndGet();
      }
    }

    private Stats.EngineStats stats() {
      return new Stats.EngineStats(
          calls.get(),
          billed.get(),
          refused.get(),
          rateLimited.get(),
          serverErrors.get(),
          hung.get(),
          clientGone.get(),
          tokensIn.get(),
          tokensOut.get(),
          inFlight.get(),
          maxInFlight.get(),
          faults.get(),
          overLimit.get());
    }
  }
}

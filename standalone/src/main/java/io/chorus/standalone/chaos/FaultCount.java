package io.chorus.standalone.chaos;

import java.util.EnumMap;
import java.util.Map;

/** Faults and the job's restarts, by kind of fault. One thread's. */
final class FaultCount {
  private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, Integer> restarts = new EnumMap<>(FaultKind.class);

  FaultCount() {
    for (FaultKind kind : FaultKind.values()) {
      faults.put(kind, 0);
      restarts.put(kind, 0);
    }
  }

  /** Called where the fault is done, once it is. */
  void happened(FaultKind kind) {
    faults.merge(kind, 1, Integer::sum);
  }

  /** Restarts between a fault and the next one. */
  void restarted(FaultKind kind, int times) {
    restarts.merge(kind, times, Integer::sum);
  }

  /** Every kind is a key. */
  Map<FaultKind, Integer> faults() {
    return new EnumMap<>(faults);
  }

  /** Every kind is a key. */
  Map<FaultKind, Integer> restarts() {
    return new EnumMap<>(restarts);
  }
}

package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** One engine's calls that have left and are not back, counted by lane. Used by one thread. */
final class OnTheirWay {
  private final Map<String, Sent> byAsk = new HashMap<>();
  private final Map<Lane, Integer> ofLanes = new EnumMap<>(Lane.class);

  boolean has(String ask) {
    return byAsk.containsKey(ask);
  }

  /** Null where it isn't among them. */
  Sent get(String ask) {
    return byAsk.get(ask);
  }

  void put(String ask, Sent sent) {
    Sent before = byAsk.put(ask, sent);
    if (before == null) {
      ofLanes.merge(sent.lane(), 1, Integer::sum);
    }
  }

  /** Null where it isn't among them. */
  Sent remove(String ask) {
    Sent sent = byAsk.remove(ask);
    if (sent != null) {
      ofLanes.merge(sent.lane(), -1, Integer::sum);
    }
    return sent;
  }

  Iterable<Map.Entry<String, Sent>> all() {
    return byAsk.entrySet();
  }

  int count() {
    return byAsk.size();
  }

  /** Urgent calls, or bulk ones. */
  int count(boolean bulk) {
    return bulk ? count(Lane.STANDARD) + count(Lane.BATCH) : count(Lane.PRIORITY);
  }

  int count(Lane lane) {
    return ofLanes.getOrDefault(lane, 0);
  }
}

package io.chorus.connector.rabbitmq;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was emitted, and which checkpoint settles it. Tags of a queue are emitted in order, so the
 * largest says all. One thread's.
 */
final class AckLedger {

  /**
   * Everything up to a tag of one channel.
   *
   * @param count emitted messages it stands for
   */
  record Ack(int queue, long epoch, long maxTag, int count) {

    private Ack and(Ack other) {
      if (epoch != other.epoch) {
        return epoch > other.epoch ? this : other;
      }
      return new Ack(queue, epoch, Math.max(maxTag, other.maxTag), count + other.count);
    }
  }

  private final NavigableMap<Long, Map<Integer, Ack>> pending = new TreeMap<>();
  private Map<Integer, Ack> emitted = new HashMap<>();

  void emitted(Delivery delivery) {
    Ack one = new Ack(delivery.queue(), delivery.epoch(), delivery.tag(), 1);
    emitted.merge(one.queue(), one, Ack::and);
  }

  /** Puts all that was emitted since the last snapshot under this checkpoint. */
  void snapshot(long checkpointId) {
    if (!emitted.isEmpty()) {
      pending.put(checkpointId, emitted);
      emitted = new HashMap<>();
    }
  }

  /** What is settled when this checkpoint, and with it every earlier one, is complete. */
  List<Ack> complete(long checkpointId) {
    Map<Integer, Ack> settled = new TreeMap<>();
    NavigableMap<Long, Map<Integer, Ack>> covered = pending.headMap(checkpointId, true);
    covered.values().forEach(acks -> acks.forEach((q, ack) -> settled.merge(q, ack, Ack::and)));
    covered.clear();
    return new ArrayList<>(settled.values());
  }
}

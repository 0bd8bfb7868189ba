package io.chorus.connector.rabbitmq;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Messages that wait to be sent, and those that were sent and not confirmed, by the channel's
 * sequence number. A message leaves only when confirmed. Not thread-safe.
 */
final class InFlight {

  private record Sent(OutgoingMessage message, long atNanos) {}

  private final Deque<OutgoingMessage> waiting = new ArrayDeque<>();
  private final NavigableMap<Long, Sent> unconfirmed = new TreeMap<>();
  private long bytes;

  int count() {
    return waiting.size() + unconfirmed.size();
  }

  /** Bytes of all bodies. */
  long bytes() {
    return bytes;
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  void add(OutgoingMessage message) {
    waiting.add(message);
    bytes += message.body().length;
  }

  /** Takes the next message, and keeps it as sent with this number. */
  OutgoingMessage send(long sequence, long nowNanos) {
    OutgoingMessage message = waiting.remove();
    unconfirmed.put(sequence, new Sent(message, nowNanos));
    return message;
  }

  /**
   * Lets messages go.
   *
   * @return when the last of them was sent, in nanoseconds; now when there was none
   */
  long confirm(long sequence, boolean multiple, long nowNanos) {
    long sentAtNanos = nowNanos;
    for (Sent sent : remove(sequence, multiple)) {
      bytes -= sent.message.body().length;
      sentAtNanos = sent.atNanos;
    }
    return sentAtNanos;
  }

  /** Puts messages back in front, in their order, and says how many. */
  int refuse(long sequence, boolean multiple) {
    List<Sent> refused = remove(sequence, multiple);
    sendAgain(refused);
    return refused.size();
  }

  /** Puts all that was sent back in front, in its order. */
  void refuseAll() {
    sendAgain(new ArrayList<>(unconfirmed.values()));
    unconfirmed.clear();
  }

  private List<Sent> remove(long sequence, boolean multiple) {
    if (!multiple) {
      Sent sent = unconfirmed.remove(sequence);
      return sent == null ? List.of() : List.of(sent);
    }
    NavigableMap<Long, Sent> covered = unconfirmed.headMap(sequence, true);
    List<Sent> removed = new ArrayList<>(covered.values());
    covered.clear();
    return removed;
  }

  private void sendAgain(List<Sent> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      waiting.addFirst(messages.get(i).message);
    }
  }
}

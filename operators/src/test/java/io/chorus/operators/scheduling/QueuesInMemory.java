package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Queues of one engine, in memory. */
final class QueuesInMemory implements EngineQueues {
  final Map<Lane, Deque<Call>> waiting = new EnumMap<>(Lane.class);
  final TreeMap<Long, List<Call>> postponed = new TreeMap<>();
  final Map<String, Lane> outstanding = new HashMap<>();

  @Override
  public void append(Call call) {
    waiting.computeIfAbsent(call.lane(), lane -> new ArrayDeque<>()).add(call);
  }

  @Override
  public Call takeFirst(Lane lane) {
    return waiting.containsKey(lane) ? waiting.get(lane).poll() : null;
  }

  @Override
  public void postpone(Call call) {
    postponed.computeIfAbsent(call.notBeforeMs(), at -> new ArrayList<>()).add(call);
  }

  @Override
  public List<Call> takeDue(long atMs) {
    List<Call> due = postponed.remove(atMs);
    return due == null ? List.of() : due;
  }

  @Override
  public void sent(Call call) {
    outstanding.put(call.askId().toString(), call.lane());
  }

  @Override
  public boolean returned(String ask) {
    return outstanding.remove(ask) != null;
  }

  @Override
  public int outstanding(boolean bulk) {
    return (int) outstanding.values().stream().filter(lane -> lane.isBulk() == bulk).count();
  }

  int waiting() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }
}

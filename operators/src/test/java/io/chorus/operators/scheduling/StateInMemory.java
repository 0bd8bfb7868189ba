package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** State of one engine, in memory. */
final class StateInMemory implements EngineState {
  final Map<Integer, Flow> flows = new HashMap<>();
  final Map<Long, Call> calls = new HashMap<>();
  final Map<String, Sent> sent = new HashMap<>();
  final Map<String, Hold> holds = new HashMap<>();
  final TreeMap<Long, List<Call>> postponed = new TreeMap<>();
  final TreeSet<Long> wakes = new TreeSet<>();
  RetryBudget retries;
  int reads;

  /** A snapshot. */
  StateInMemory copy() {
    StateInMemory copy = new StateInMemory();
    copy.flows.putAll(flows);
    copy.calls.putAll(calls);
    copy.sent.putAll(sent);
    copy.holds.putAll(holds);
    postponed.forEach((at, due) -> copy.postponed.put(at, new ArrayList<>(due)));
    copy.wakes.addAll(wakes);
    copy.retries = retries;
    return copy;
  }

  @Override
  public Iterable<Flow> flows() {
    return flows.values();
  }

  @Override
  public void put(Flow flow) {
    flows.put(flow.number(), flow);
  }

  @Override
  public void removeFlow(int number) {
    flows.remove(number);
  }

  @Override
  public Call call(long key) {
    reads++;
    return calls.get(key);
  }

  @Override
  public void put(long key, Call call) {
    calls.put(key, call);
  }

  @Override
  public void removeCall(long key) {
    calls.remove(key);
  }

  @Override
  public Iterable<Map.Entry<String, Sent>> outstanding() {
    return sent.entrySet();
  }

  @Override
  public void put(String ask, Sent call) {
    sent.put(ask, call);
  }

  @Override
  public void removeSent(String ask) {
    sent.remove(ask);
  }

  @Override
  public Iterable<Hold> holds() {
    return holds.values();
  }

  @Override
  public void put(Hold hold) {
    holds.put(hold.key(), hold);
  }

  @Override
  public void removeHold(String key) {
    holds.remove(key);
  }

  @Override
  public RetryBudget retries() {
    return retries;
  }

  @Override
  public void put(RetryBudget budget) {
    retries = budget;
  }

  @Override
  public void removeRetries() {
    retries = null;
  }

  @Override
  public void postpone(Call call, long untilMs) {
    postponed.computeIfAbsent(untilMs, at -> new ArrayList<>()).add(call);
    wakes.add(untilMs);
  }

  @Override
  public List<Call> takeDue(long atMs) {
    List<Call> due = postponed.remove(atMs);
    return due == null ? List.of() : due;
  }

  @Override
  public void wakeAt(long atMs) {
    wakes.add(atMs);
  }

  long waiting() {
    return flows.values().stream().mapToLong(Flow::waiting).sum();
  }

  boolean isEmpty() {
    return flows.isEmpty()
        && calls.isEmpty()
        && sent.isEmpty()
        && holds.isEmpty()
        && postponed.isEmpty()
        && retries == null;
  }
}

package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of one engine's waiting and outstanding calls: point reads and writes. The
 * iterations, over flows, holds and what is outstanding, happen once after a start.
 */
interface EngineState {

  Iterable<Flow> flows() throws Exception;

  void put(Flow flow) throws Exception;

  void removeFlow(int number) throws Exception;

  Call call(long key) throws Exception;

  void put(long key, Call call) throws Exception;

  void removeCall(long key) throws Exception;

  Iterable<Map.Entry<String, Sent>> outstanding() throws Exception;

  void put(String ask, Sent sent) throws Exception;

  void removeSent(String ask) throws Exception;

  Iterable<Hold> holds() throws Exception;

  void put(Hold hold) throws Exception;

  void removeHold(String key) throws Exception;

  /** Null where it is full. */
  RetryBudget retries() throws Exception;

  void put(RetryBudget retries) throws Exception;

  void removeRetries() throws Exception;

  /** Keeps a call until a time; {@link EngineScheduler#wake} is to be called then. */
  void postpone(Call call, long untilMs) throws Exception;

  /** Takes the calls that were kept until a time, in the order they came in. */
  List<Call> takeDue(long atMs) throws Exception;

  /** Has {@link EngineScheduler#wake} called at a time. */
  void wakeAt(long atMs) throws Exception;
}

package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import java.util.List;

/** What is remembered of one engine's waiting and outstanding calls. */
public interface EngineQueues {

  /** Puts a call at the end of its lane. */
  void append(Call call) throws Exception;

  /** Takes the first call of a lane, or null where none waits. */
  Call takeFirst(Lane lane) throws Exception;

  /** Keeps a call until its not-before time, and has its owner woken then. */
  void postpone(Call call) throws Exception;

  /** Takes the calls that were kept until a time. */
  List<Call> takeDue(long atMs) throws Exception;

  /** Notes that a call is on its way. */
  void sent(Call call) throws Exception;

  /** Notes that a call has come back; false where it was not on its way, as with a duplicate. */
  boolean returned(String ask) throws Exception;

  /** Calls on their way: urgent ones, or bulk ones. */
  int outstanding(boolean bulk) throws Exception;
}

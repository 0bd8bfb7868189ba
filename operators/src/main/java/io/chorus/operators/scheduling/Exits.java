package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Whereabouts;

/** The ways out of the scheduler. */
interface Exits {

  /** To the engine's lanes. */
  void send(Call call);

  /** On its way for long: to be looked up in the ledger, and sent again unless somebody has it. */
  void check(Call call);

  /** Back to the task that asked: it can't leave any more. */
  void giveBack(Call call, FailureClass failure, String detail);

  /** To those who watch. */
  void tell(QueueReport report);

  /** To the one who asked. */
  void tell(Whereabouts place);
}

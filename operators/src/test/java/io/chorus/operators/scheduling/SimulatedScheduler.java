package io.chorus.operators.scheduling;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import java.util.List;

/** One engine's scheduler on a clock that the test moves. */
public final class SimulatedScheduler {
  private final Desk desk;

  public SimulatedScheduler(EngineSpec engine) throws Exception {
    desk = new Desk(engine);
  }

  public void add(Call call) throws Exception {
    desk.add(call);
  }

  public void back(Answer answer) throws Exception {
    desk.free(Freed.of(answer));
  }

  public void pass(long ms) throws Exception {
    desk.pass(ms);
  }

  /** What has left since the last time. */
  public List<Call> take() {
    return desk.take();
  }
}

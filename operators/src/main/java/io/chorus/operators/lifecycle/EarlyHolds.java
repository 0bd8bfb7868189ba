package io.chorus.operators.lifecycle;

import io.chorus.contracts.Hold;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What operators want of tasks that have not come yet: they have been accepted, and stand behind
 * many others.
 */
final class EarlyHolds {
  /** What is told of a task that has just ended is never taken. */
  private static final Duration KEPT = Duration.ofDays(7);

  private final ValueState<Hold> state;

  EarlyHolds(RuntimeContext runtime) {
    ValueStateDescriptor<Hold> descriptor =
        new ValueStateDescriptor<>("early-hold", TypeInformation.of(Hold.class));
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(KEPT).build());
    state = runtime.getState(descriptor);
  }

  /** Keeps the newest hold on the current task; anything else is not for it. */
  void hear(Told told) throws IOException {
    Hold known = told.hold() == null ? null : state.value();
    if (told.hold() != null && (known == null || known.version() < told.hold().version())) {
      state.update(told.hold());
    }
  }

  /** The hold on the current task, which is here now; null where there is none. */
  Hold take() throws IOException {
    Hold hold = state.value();
    if (hold != null) {
      state.clear();
    }
    return hold;
  }
}

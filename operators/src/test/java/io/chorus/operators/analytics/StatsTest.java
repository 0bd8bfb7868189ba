package io.chorus.operators.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.Event;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import org.junit.jupiter.api.Test;

class StatsTest {
  private final Call call = Kit.call("a", Lane.BATCH, "task");
  private final Event answered = Events.callEnded(Kit.answered(call));
  private final Event failed = Events.callEnded(Kit.failed(call, FailureClass.OVERLOADED));

  @Test
  void aWindowSumsItsEvents() {
    StatsAggregate aggregate = new StatsAggregate();
    Stats one = aggregate.add(answered, aggregate.createAccumulator());
    Stats other = aggregate.add(failed, aggregate.createAccumulator());

    Stats sums = aggregate.getResult(aggregate.merge(one, other));

    assertThat(sums).isEqualTo(new Stats(2, 1, 200, 10, 20, 50_000));
    assertThat(sums.meanLatencyMs()).isEqualTo(100);
  }

  @Test
  void theFiguresAreOfTenantKindEngineAndLane() {
    assertThat(StatsKey.of(answered))
        .isEqualTo(new StatsKey("default", "CALL_ENDED", "a", "BATCH"));
  }

  @Test
  void onlyAskingNowIsACall() {
    assertThat(Events.isCall(Kit.answered(call))).isTrue();
    assertThat(Events.isCall(unsent(Kit.failed(call, FailureClass.REFUSED)))).isFalse();
  }

  private static Answer unsent(Answer from) {
    return new Answer(
        from.schemaVersion(),
        from.tenant(),
        from.taskId(),
        from.rootId(),
        from.round(),
        from.slot(),
        from.number(),
        from.engine(),
        from.lane(),
        from.answeredBy(),
        from.model(),
        from.failure(),
        from.detail(),
        0,
        Usage.NONE,
        0,
        0,
        from.receivedAtMs(),
        false,
        from.payload());
  }
}

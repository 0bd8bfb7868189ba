package io.chorus.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.Guidance;
import io.chorus.operators.Kit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LearningTest {
  private static final long HALF_LIFE_MS = Learning.HALF_LIFE_HOURS * 3_600_000L;

  @Test
  void aRecordIsTheMeanOfWhatWasSeen() {
    Learned learned = Learning.add(null, seen(4, 3), Kit.NOW);

    EngineRecord record = Learning.add(learned, seen(4, 1), Kit.NOW).record();

    assertThat(record.weight()).isEqualTo(8);
    assertThat(record.accepted()).isEqualTo(0.5);
    assertThat(record.latencyMs()).isEqualTo(200);
    assertThat(record.costNanoUsd()).isEqualTo(1_000);
  }

  @Test
  void whatIsLongAgoCountsLess() {
    Learned old = Learning.add(null, seen(100, 100), Kit.NOW);

    EngineRecord record = Learning.add(old, seen(50, 0), Kit.NOW + HALF_LIFE_MS).record();

    assertThat(record.weight()).isCloseTo(100, within(1e-6));
    assertThat(record.accepted()).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void howeverMuchIsKnownWhatIsNewMovesIt() {
    Learned learned = Learning.add(null, seen(1e9, 1e9), Kit.NOW);

    EngineRecord record = Learning.add(learned, seen(Learning.MOST_WEIGHT, 0), Kit.NOW).record();

    assertThat(record.accepted()).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void howLongAnswersTakeAtMostIsToldOnceThereAreSome() {
    Learned few = Learning.add(null, seen(Learning.LEAST_TIMED - 1, 1), Kit.NOW);
    Learned enough = Learning.add(few, seen(1, 1), Kit.NOW);
    Learned faded = Learning.add(enough, seen(1, 1), Kit.NOW + HALF_LIFE_MS);

    assertThat(few.record().p95Ms()).isZero();
    assertThat(enough.record().p95Ms()).isBetween(200L, 230L);
    assertThat(faded.record().p95Ms()).isZero();
    assertThat(faded.latencies().weight()).isCloseTo(11, within(1e-6));
  }

  @Test
  void aRecordSurvivesARestart() throws Exception {
    var harness = harness();
    harness.open();
    harness.processElement(seen(4, 3), 0);
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();

    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
    harness.processElement(seen(4, 1), 0);

    Guidance told = harness.extractOutputValues().get(0);
    harness.close();
    assertThat(told.record().accepted()).isEqualTo(0.5);
    assertThat(told.key()).isEqualTo("record/a/math");
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Observation, Guidance> harness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new LearnFunction()), Observation::key, Types.STRING);
  }

  private static Observation seen(double answers, double accepted) {
    return new Observation(
        "a",
        "math",
        answers,
        accepted,
        answers,
        answers * 1_000,
        answers * 200,
        answers,
        Latencies.of(200).faded(answers));
  }
}

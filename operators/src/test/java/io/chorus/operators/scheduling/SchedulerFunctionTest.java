package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerFunctionTest {
  private static final int BULK_WINDOW = 3 + 8;

  private KeyedTwoInputStreamOperatorTestHarness<String, Call, Signal, Call> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(Kit.CATALOG);
    harness.open();
    harness.setProcessingTime(Kit.NOW);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void nothingIsRememberedOfAnEngineThatHasNothingToDo() throws Exception {
    add(Kit.call("a", Lane.PRIORITY, "p"));
    for (int i = 0; i < 50; i++) {
      add(Kit.call("a", i % 2 == 0 ? Lane.STANDARD : Lane.BATCH, "task-" + i));
    }
    add(Kit.call("a", Lane.STANDARD, "later", Kit.NOW + 1_005));
    harness.setProcessingTime(Kit.NOW + 1_010);

    List<Call> all = drain();

    assertThat(all).hasSize(52).extracting(Call::taskId).doesNotHaveDuplicates();
    assertThat(harness.numKeyedStateEntries()).isZero();
    harness.setProcessingTime(Kit.NOW + 1_010 + EngineScheduler.TICK_MS);
    assertThat(harness.numProcessingTimeTimers()).isZero();
    assertThat(lastReport().waits()).isEmpty();
  }

  @Test
  void enginesHaveWindowsOfTheirOwn() throws Exception {
    for (int i = 0; i < 100; i++) {
      add(Kit.call("a", Lane.STANDARD, "a-" + i));
    }
    add(Kit.call("b", Lane.STANDARD, "b"));

    assertThat(sent()).hasSize(BULK_WINDOW + 1).extracting(Call::taskId).contains("b");
  }

  @Test
  void callsOfOneMomentShareATimer() throws Exception {
    for (int i = 0; i < 5; i++) {
      add(Kit.call("a", Lane.STANDARD, "task-" + i, Kit.NOW + 1_001 + i));
    }

    assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);
    harness.setProcessingTime(Kit.NOW + 1_009);
    assertThat(sent()).isEmpty();
    harness.setProcessingTime(Kit.NOW + 1_010);
    assertThat(sent()).hasSize(5);
  }

  @Test
  void whatWaitsAndWhatIsOnItsWaySurvivesARestart() throws Exception {
    for (int i = 0; i < 30; i++) {
      add(Kit.call("a", Lane.STANDARD, "task-" + i));
    }
    List<Call> before = sent();
    restart();

    harness.setProcessingTime(Kit.NOW + 60_000);
    for (Call call : before) {
      free(call);
    }

    List<Call> all = new ArrayList<>(before);
    all.addAll(drain());
    assertThat(all).hasSize(30).extracting(Call::taskId).doesNotHaveDuplicates();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void whatWaitedForAnEngineThatIsGoneIsGivenBack() throws Exception {
    for (int i = 0; i < 30; i++) {
      add(Kit.call("b", Lane.STANDARD, "task-" + i));
    }
    add(Kit.call("b", Lane.STANDARD, "later", Kit.NOW + 1_005));
    List<Call> before = sent();
    restart(without("b"));

    add(Kit.call("b", Lane.PRIORITY, "new"));
    assertThat(givenBack()).hasSize(1 + 30 - before.size());
    harness.setProcessingTime(Kit.NOW + 1_010);
    for (Call call : before.subList(0, 5)) {
      free(call);
    }
    harness.setProcessingTime(Kit.NOW + 20_000);
    for (Call call : before.subList(5, before.size())) {
      free(call);
    }

    assertThat(sent()).isEmpty();
    assertThat(givenBack())
        .hasSize(1 + 1 + 30 - 5)
        .allMatch(answer -> answer.failure() == FailureClass.MODEL_GONE && answer.sentAtMs() == 0);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  private List<Answer> givenBack() {
    return harness.getSideOutput(SchedulerFunction.GIVEN_BACK).stream()
        .map(StreamRecord::getValue)
        .toList();
  }

  private static EngineCatalog without(String engine) {
    LinkedHashMap<String, EngineSpec> engines = new LinkedHashMap<>(Kit.CATALOG.engines());
    engines.remove(engine);
    return new EngineCatalog(engines, null, null, null);
  }

  /** Gives back whatever left, until nothing leaves any more; all that left. */
  private List<Call> drain() throws Exception {
    List<Call> all = new ArrayList<>();
    for (List<Call> some = sent(); !some.isEmpty(); some = sent()) {
      all.addAll(some);
      for (Call call : some) {
        free(call);
      }
    }
    return all;
  }

  private void restart() throws Exception {
    restart(Kit.CATALOG);
  }

  private void restart(EngineCatalog catalog) throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness(catalog);
    harness.initializeState(snapshot);
    harness.open();
  }

  private void add(Call call) throws Exception {
    harness.processElement1(call, 0);
  }

  private void free(Call call) throws Exception {
    harness.processElement2(Signal.of(Kit.answered(call)), 0);
  }

  private List<Call> sent() {
    List<Call> calls = harness.extractOutputValues();
    harness.getOutput().clear();
    return calls;
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Call, Signal, Call> harness(
      EngineCatalog catalog) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new SchedulerFunction(catalog)),
        Call::engine,
        Signal::engine,
        Types.STRING);
  }

  private QueueReport lastReport() {
    var reports = harness.getSideOutput(SchedulerFunction.REPORTS);
    return reports.stream().reduce((first, last) -> last).orElseThrow().getValue();
  }
}

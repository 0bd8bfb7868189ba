package io.chorus.operators.asking;

import static io.chorus.operators.asking.Desk.bulk;
import static io.chorus.operators.asking.Desk.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskFunctionTest {
  private static final TypeSerializer<Call> CALLS =
      TypeInformation.of(Call.class).createSerializer(new SerializerConfigImpl());
  private static final AtomicInteger USERS = new AtomicInteger();
  private static final long TIMEOUT_MS = 60_000;
  private static final int CAPACITY = 10;

  private static Desk desk;

  private OneInputStreamOperatorTestHarness<Call, Answer> operator;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk();
    USERS.set(0);
    operator = harness();
    operator.getEnvironment().setExpectedExternalFailureCause(Throwable.class);
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void answersComeInTheOrderTheEngineGivesThem() throws Exception {
    take(bulk("first"));
    take(urgent("second"));

    answer(urgent("second"));
    answer(bulk("first"));

    assertThat(operator.extractOutputValues())
        .extracting(Answer::taskId)
        .containsExactly("second", "first");
  }

  @Test
  void aFailureIsAnAnswer() throws Exception {
    take(bulk("t"));

    desk.engine.reply(
        bulk("t"), ScriptedEngine.failed(bulk("t"), FailureClass.OVERLOADED, Usage.NONE));
    work();

    assertThat(operator.extractOutputValues())
        .extracting(Answer::failure)
        .containsExactly(FailureClass.OVERLOADED);
    assertThat(jobFailure()).isEmpty();
  }

  @Test
  void aDefectFailsTheJob() throws Exception {
    desk.ledger.willSay(new Claimed(null, null, null));

    take(bulk("t"));

    assertThat(jobFailure()).isPresent();
  }

  @Test
  void shouldTheOperatorEverGiveUpItIsAnAnswerToo() throws Exception {
    take(bulk("t"));

    operator.setProcessingTime(TIMEOUT_MS + 1);
    work();
    answer(bulk("t"));

    assertThat(operator.extractOutputValues())
        .extracting(Answer::failure)
        .containsExactly(FailureClass.TIMEOUT);
    assertThat(jobFailure()).isEmpty();
  }

  @Test
  void openingAcquiresAndClosingReleases() throws Exception {
    assertThat(USERS).hasValue(1);

    operator.close();

    assertThat(USERS).hasValue(0);
  }

  @Test
  void whatIsCancelledByClosingFailsNoJob() throws Exception {
    desk.ledger.willSay(Claimed.HELD);
    take(bulk("t"));

    operator.close();
    assertThat(desk.asker.close()).isCompleted();

    assertThat(desk.journal).containsExactly("claim t");
    assertThat(jobFailure()).isEmpty();
  }

  @Test
  void whatWasOpenAtACheckpointIsAskedAgainAfterARestart() throws Exception {
    take(bulk("t"));
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    desk = new Desk();
    desk.ledger.willSay(Claimed.replay(Kit.answered(bulk("t"))));

    operator = harness();
    operator.initializeState(state);
    operator.open();
    work();

    assertThat(operator.extractOutputValues()).extracting(Answer::taskId).containsExactly("t");
    assertThat(desk.journal).containsExactly("claim t");
  }

  private static OneInputStreamOperatorTestHarness<Call, Answer> harness() throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new AsyncWaitOperatorFactory<>(
            new AskFunction(new TestProvider()),
            TIMEOUT_MS,
            CAPACITY,
            AsyncDataStream.OutputMode.UNORDERED),
        CALLS);
  }

  private Optional<? extends Throwable> jobFailure() {
    return operator.getEnvironment().getActualExternalFailureCause();
  }

  private void take(Call call) throws Exception {
    operator.processElement(call, 0);
    work();
  }

  private void answer(Call call) throws Exception {
    desk.engine.answer(call);
    work();
  }

  /** What the worker and then the task's own thread have to do. */
  private void work() throws Exception {
    desk.worker.runReady();
    for (Optional<Mail> mail = mail(); mail.isPresent(); mail = mail()) {
      mail.get().run();
    }
  }

  private Optional<Mail> mail() {
    return operator.getTaskMailbox().tryTake(0);
  }

  private record TestProvider() implements AskerProvider {

    @Override
    public Asker acquire() {
      USERS.incrementAndGet();
      return desk.asker;
    }

    @Override
    public void release() {
      USERS.decrementAndGet();
    }
  }
}

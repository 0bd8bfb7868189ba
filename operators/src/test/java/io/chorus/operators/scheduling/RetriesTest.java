package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final int SAVED = (int) RetryBudget.MOST;

  private Desk desk;
  private int number;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(Kit.CATALOG.engine("a"));
  }

  /** Each is asked once more, and fails again. */
  private void retry(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Call call = Kit.retry("r" + number++);
      desk.add(call);
      if (desk.left.contains(call)) {
        desk.failed(call, FailureClass.RATE_LIMITED);
      }
    }
  }

  private void answer(int calls) throws Exception {
    for (int i = 0; i < calls; i++) {
      Call call = Kit.call("a", Lane.PRIORITY, "n" + number++);
      desk.add(call);
      desk.answered(call);
    }
  }

  @Test
  void whatAnEngineFailsIsAskedAgainOnlySoOftenAndNewCallsLeaveAllTheSame() throws Exception {
    retry(SAVED + 20);

    assertThat(desk.givenBack).hasSize(20);
    Call fresh = Kit.call("a", Lane.PRIORITY, "fresh");
    desk.add(fresh);
    assertThat(desk.left).contains(fresh);
  }

  @Test
  void eightAnswersEarnOneAndSoDoesASecond() throws Exception {
    retry(SAVED);
    answer(8 * 7);
    retry(10);
    assertThat(desk.givenBack).hasSize(3);

    desk.pass(4_000);
    retry(10);

    assertThat(desk.givenBack).hasSize(3 + 6);
  }

  @Test
  void whatTheCacheAnsweredEarnsNothing() throws Exception {
    retry(SAVED);
    for (int i = 0; i < 80; i++) {
      Call call = Kit.call("a", Lane.PRIORITY, "c" + i);
      desk.add(call);
      desk.free(new Freed(call.taskId(), call.askId().toString(), null, false, false, 0));
    }

    retry(10);

    assertThat(desk.givenBack).hasSize(10);
  }

  @Test
  void whatTheLedgerReplaysEarnsNothing() throws Exception {
    retry(SAVED);
    for (int i = 0; i < 80; i++) {
      Call call = Kit.call("a", Lane.PRIORITY, "c" + i);
      desk.add(call);
      desk.free(Freed.of(Kit.replayed(Kit.answered(call))));
    }

    retry(10);

    assertThat(desk.givenBack).hasSize(10);
  }

  @Test
  void aRetryRightAfterTheLastTickIsForgottenToo() throws Exception {
    answer(1);
    desk.pass(1_100);

    retry(1);
    desk.pass(10_000);

    assertThat(desk.state.isEmpty()).isTrue();
  }

  @Test
  void aRestartEarnsNothing() throws Exception {
    retry(SAVED);

    desk.restart();
    retry(5);

    assertThat(desk.givenBack).hasSize(5);
  }

  @Test
  void nothingIsRememberedOnceAllIsSavedUpAgain() throws Exception {
    retry(SAVED);
    assertThat(desk.state.retries).isNotNull();

    desk.pass(1_000L * SAVED + 2_000);

    assertThat(desk.state.isEmpty()).isTrue();
    List<Call> before = List.copyOf(desk.givenBack);
    retry(SAVED);
    assertThat(desk.givenBack).isEqualTo(before);
  }
}

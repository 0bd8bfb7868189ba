package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whatever comes in whichever order, every call has one answer, and none is paid for twice. */
class RandomAskingTest {
  private static final List<Lane> LANES = List.of(Lane.values());
  private static final int SEEDS = 4_000;
  private static final int STEPS = 150;
  private static final int MOST_CALLS = 30;
  private static final int PATIENCE = 10_000;

  @Test
  void everyCallIsAnsweredOnceWhateverComes() {
    int billed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        billed += new World(new Random(seed)).live();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(billed).isGreaterThan(SEEDS);
  }

  private static final class World {
    private final Fate fate;
    private final ManualWorker worker = new ManualWorker();
    private final FatefulLedger ledger;
    private final FatefulEngine engine;
    private final Asker asker;
    private final List<Call> calls = new ArrayList<>();
    private final List<CompletableFuture<Answer>> answers = new ArrayList<>();
    private CompletableFuture<Void> closed;
    private boolean closing;
    private AssertionError broken;

    private World(Random random) {
      fate = new Fate(random);
      ledger = new FatefulLedger(fate);
      engine = new FatefulEngine(fate, ledger);
      asker =
          new Asker(
              Kit.CATALOG,
              ledger,
              engine,
              Kit.accounts(worker, worker.clock()),
              AnswerCache.NONE,
              worker,
              worker.clock());
    }

    private int live() {
      boolean closesEarly = fate.strikes(30);
      for (int step = 0; step < STEPS; step++) {
        act();
        if (closesEarly && step > 20 && fate.strikes(3)) {
          close();
        }
      }
      fate.calm();
      settle();
      assertThat(answers).allMatch(CompletableFuture::isDone);
      close();
      assertThat(closed).isCompleted();
      assertThat(worker.pending()).isZero();
      assertThat(ledger.forgotten()).isEmpty();
      return engine.billed();
    }

    private void act() {
      switch (fate.below(4)) {
        case 0 -> ask();
        case 1 -> worker.advance(fate.below(1_500));
        default -> fate.next();
      }
      worker.runReady();
      rethrow();
    }

    private void ask() {
      if (calls.size() < MOST_CALLS) {
        Call call = fate.strikes(20) && !calls.isEmpty() ? again() : fresh();
        calls.add(call);
        CompletableFuture<Answer> answer = asker.ask(call);
        answers.add(answer);
        CompletableFuture<Answer> unused =
            answer.whenComplete((value, fault) -> checked(() -> check(call, value, fault)));
      }
    }

    private Call again() {
      Call call = calls.get(fate.below(calls.size()));
      return Kit.call(call.engine(), lane(), call.taskId());
    }

    private Call fresh() {
      Call call = Kit.call(fate.strikes(80) ? "a" : "b", lane(), "t" + calls.size());
      ledger.meets(call);
      return call;
    }

    private Lane lane() {
      return LANES.get(fate.below(LANES.size()));
    }

    private void check(Call call, Answer answer, Throwable fault) {
      if (fault != null) {
        assertThat(fault).isInstanceOf(CancellationException.class);
        assertThat(closing).as("cancelled by closing only").isTrue();
        return;
      }
      assertThat(answer.askId()).isEqualTo(call.askId());
      assertThat(answer.lane()).isEqualTo(call.lane());
      assertThat(ledger.isOpen(call.askId())).as("ended before it is emitted").isFalse();
      if (answer.sentAtMs() != 0) {
        Answer recorded = Answers.replayed(call, ledger.recorded(call.askId()));
        assertThat(Answers.replayed(call, answer)).as("recorded as emitted").isEqualTo(recorded);
      } else {
        assertThat(ledger.recorded(call.askId())).as("nothing sent, no record").isNull();
      }
    }

    private void close() {
      if (!closing) {
        closing = true;
        engine.close();
        CompletableFuture<Void> drained = asker.close();
        closed = drained.thenRun(() -> checked(() -> assertThat(engine.working()).isZero()));
        rethrow();
      }
    }

    private void settle() {
      for (int step = 0; step < PATIENCE && !isSettled(); step++) {
        fate.next();
        worker.advance(fate.isQuiet() ? 5_000 : 10);
        rethrow();
      }
    }

    private boolean isSettled() {
      return fate.isQuiet() && answers.stream().allMatch(CompletableFuture::isDone);
    }

    /** Futures would swallow what is found wrong inside of them. */
    private void checked(Runnable check) {
      try {
        check.run();
      } catch (AssertionError e) {
        broken = e;
      }
    }

    private void rethrow() {
      if (broken != null) {
        throw broken;
      }
    }
  }
}

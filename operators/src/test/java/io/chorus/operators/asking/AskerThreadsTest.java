package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Account;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many real threads at once. */
class AskerThreadsTest {
  private static final int CALLS = 4_000;
  private static final long PATIENCE_S = 60;

  private final ExecutorService ledgerThread = Executors.newSingleThreadExecutor();
  private final ExecutorService engineThreads = Executors.newFixedThreadPool(3);
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Map<String, Answer> records = new ConcurrentHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final Asker asker =
      new Asker(
          Kit.CATALOG,
          new ThreadedLedger(),
          this::work,
          Kit.accounts(worker, Clock.systemUTC()),
          worker,
          Clock.systemUTC());

  @AfterEach
  void stop() {
    List.of(ledgerThread, engineThreads, worker).forEach(ExecutorService::shutdownNow);
  }

  @Test
  void everyCallOfManyThreadsIsAnsweredWithinThePlaces() throws Exception {
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, CALLS).parallel().mapToObj(i -> asker.ask(call(i))).toList();

    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .get(PATIENCE_S, TimeUnit.SECONDS);
    asker.close().get(PATIENCE_S, TimeUnit.SECONDS);

    assertThat(answers).allMatch(answer -> answer.join().answered());
    assertThat(sent).hasValue(CALLS);
    assertThat(records).hasSize(CALLS);
    assertThat(most.get()).isBetween(1, Kit.CATALOG.engine("a").permits());
  }

  @Test
  void closingInTheMiddleLeavesNothingOpen() throws Exception {
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, CALLS)
            .parallel()
            .mapToObj(
                i -> {
                  if (i == CALLS / 2) {
                    engineThreads.execute(() -> assertThat(asker.close()).isNotNull());
                  }
                  return asker.ask(call(i));
                })
            .toList();

    asker.close().get(PATIENCE_S, TimeUnit.SECONDS);

    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(working).hasValue(0);
    long answered = answers.stream().filter(answer -> !answer.isCancelled()).count();
    assertThat(answered).isEqualTo(sent.get()).isEqualTo(records.size());
  }

  private static Call call(int i) {
    return Kit.call("a", i % 3 == 0 ? Lane.PRIORITY : Lane.BATCH, "t" + i);
  }

  private CompletableFuture<Asked> work(Call call, Account account) {
    sent.incrementAndGet();
    most.accumulateAndGet(working.incrementAndGet(), Math::max);
    return CompletableFuture.supplyAsync(
        () -> {
          working.decrementAndGet();
          return ScriptedEngine.said(call, "Because.");
        },
        engineThreads);
  }

  private final class ThreadedLedger implements CallLedger {

    @Override
    public long lapses() {
      return 0;
    }

    @Override
    public CompletableFuture<Claimed> claim(Call call, boolean alone) {
      return CompletableFuture.supplyAsync(() -> Claimed.GRANTED, ledgerThread);
    }

    @Override
    public CompletableFuture<Answer> record(Call call, Answer answer) {
      return CompletableFuture.supplyAsync(
          () -> {
            assertThat(records.put(call.taskId(), answer)).isNull();
            return answer;
          },
          ledgerThread);
    }

    @Override
    public CompletableFuture<Void> release(Call call) {
      return CompletableFuture.runAsync(() -> {}, ledgerThread);
    }
  }
}

package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Says what the test has put in line, and yes to everything else. */
final class ScriptedLedger implements CallLedger {
  private final List<String> journal;
  private final Deque<CompletableFuture<Claimed>> claims = new ArrayDeque<>();
  private final Deque<CompletableFuture<Answer>> records = new ArrayDeque<>();
  private final Deque<CompletableFuture<Void>> releases = new ArrayDeque<>();
  private long lapses;

  ScriptedLedger(List<String> journal) {
    this.journal = journal;
  }

  /** This process is not heard of for long. */
  void lapse() {
    lapses++;
  }

  void willSay(Claimed... said) {
    for (Claimed claimed : said) {
      claims.add(CompletableFuture.completedFuture(claimed));
    }
  }

  /** The next claim is on its way until the test completes it. */
  CompletableFuture<Claimed> slowClaim() {
    return queued(claims);
  }

  CompletableFuture<Answer> slowRecord() {
    return queued(records);
  }

  CompletableFuture<Void> slowRelease() {
    return queued(releases);
  }

  void claimsWillFail(int times) {
    fail(claims, times);
  }

  void recordsWillFail(int times) {
    fail(records, times);
  }

  void releasesWillFail(int times) {
    fail(releases, times);
  }

  @Override
  public CompletableFuture<Claimed> claim(Call call, boolean alone) {
    journal.add((alone ? "claim alone " : "claim ") + call.taskId());
    return claims.isEmpty() ? CompletableFuture.completedFuture(Claimed.GRANTED) : claims.remove();
  }

  @Override
  public CompletableFuture<Answer> record(Call call, Answer answer) {
    journal.add("record " + call.taskId());
    return records.isEmpty() ? CompletableFuture.completedFuture(answer) : records.remove();
  }

  @Override
  public long lapses() {
    return lapses;
  }

  @Override
  public CompletableFuture<Void> release(Call call) {
    journal.add("release " + call.taskId());
    return releases.isEmpty() ? CompletableFuture.completedFuture(null) : releases.remove();
  }

  private static <T> CompletableFuture<T> queued(Deque<CompletableFuture<T>> line) {
    CompletableFuture<T> future = new CompletableFuture<>();
    line.add(future);
    return future;
  }

  private static <T> void fail(Deque<CompletableFuture<T>> line, int times) {
    for (int i = 0; i < times; i++) {
      line.add(CompletableFuture.failedFuture(new IllegalStateException("the database is gone")));
    }
  }
}

package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Asks engines; every call gives one answer, if only that it failed. */
public final class AskFunction extends RichAsyncFunction<Call, Answer> {
  private final AskerProvider provider;
  private transient Asker asker;
  private transient Counter answered;
  private transient Counter failed;
  private transient Counter replayed;

  public AskFunction(AskerProvider provider) {
    this.provider = provider;
  }

  @Override
  public void open(OpenContext context) {
    asker = provider.acquire();
    var metrics = getRuntimeContext().getMetricGroup();
    metrics.gauge("callsInFlight", asker::inFlight);
    answered = metrics.counter("callsAnswered");
    failed = metrics.counter("callsFailed");
    replayed = metrics.counter("callsReplayed");
  }

  @Override
  public void asyncInvoke(Call call, ResultFuture<Answer> out) {
    CompletableFuture<Answer> unused =
        asker
            .ask(call)
            .whenComplete(
                (answer, failure) -> {
                  if (failure != null) {
                    out.completeExceptionally(failure);
                  } else {
                    count(answer);
                    out.complete(List.of(answer));
                  }
                });
  }

  /** Flink's own patience is at its end: never an exception, which would fail the job. */
  @Override
  public void timeout(Call call, ResultFuture<Answer> out) {
    Answer answer =
        Answers.unsent(
            call, FailureClass.TIMEOUT, "no outcome in time", System.currentTimeMillis());
    out.complete(List.of(answer));
  }

  private void count(Answer answer) {
    if (answer.replayed()) {
      replayed.inc();
    } else if (answer.answered()) {
      answered.inc();
    } else {
      failed.inc();
    }
  }

  @Override
  public void close() {
    if (asker != null) {
      provider.release();
    }
  }
}

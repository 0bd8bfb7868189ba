package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Each call becomes one answer, by the asker of the process. Failures of engines are answers; only
 * a defect fails the job.
 */
public final class AskFunction extends RichAsyncFunction<Call, Answer> {
  private static final long serialVersionUID = 1L;

  private final AskerProvider provider;
  private transient volatile Asker asker;
  private transient AskMetrics metrics;

  public AskFunction(AskerProvider provider) {
    this.provider = provider;
  }

  @Override
  public void open(OpenContext context) {
    metrics = new AskMetrics(getRuntimeContext().getMetricGroup());
    asker = provider.acquire();
  }

  @Override
  public void asyncInvoke(Call call, ResultFuture<Answer> result) {
    metrics.started();
    CompletableFuture<Answer> unused =
        asker.ask(call).whenComplete((answer, fault) -> end(result, answer, fault));
  }

  /** The job lets asks take as long as they need; should it ever not, no call is lost for it. */
  @Override
  public void timeout(Call call, ResultFuture<Answer> result) {
    result.complete(
        List.of(
            Answers.unsent(
                call,
                FailureClass.TIMEOUT,
                "the operator gave up waiting",
                System.currentTimeMillis())));
  }

  /**
   * What is still open comes back from the checkpoint; failing for it would undo a planned stop.
   */
  @Override
  public void close() {
    if (asker != null) {
      asker = null;
      provider.release();
    }
  }

  private void end(ResultFuture<Answer> result, Answer answer, Throwable fault) {
    metrics.ended(answer);
    if (asker == null) {
      return;
    }
    if (fault == null) {
      result.complete(List.of(answer));
    } else {
      result.completeExceptionally(fault);
    }
  }
}

package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import java.util.concurrent.CompletableFuture;

/**
 * The one truth about paid calls, as asking needs it. A future that completes exceptionally says
 * that the ledger can't be reached now; whether it did what was asked is then unknown.
 */
public interface CallLedger {

  /** Asks to send a call. */
  CompletableFuture<Claimed> claim(Call call);

  /**
   * Stores what came of a call that was sent.
   *
   * @return what is stored: this, or the record that came first
   */
  CompletableFuture<Answer> record(Call call, Answer answer);

  /** Gives back a claim whose call was not sent. */
  CompletableFuture<Void> release(Call call);
}

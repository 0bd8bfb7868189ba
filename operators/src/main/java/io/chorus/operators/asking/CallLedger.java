package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import java.util.concurrent.CompletableFuture;

/**
 * The one truth about paid calls, as the asker needs it. Thread-safe. A future that fails means
 * that nothing is known: the asker asks again, so each of these must bear being repeated.
 */
public interface CallLedger {

  /**
   * Asks to send a call. What is granted must be recorded or released.
   *
   * @param alone whether no other ask that was {@link Claimed.Kind#SUSPECT} is on its way here
   */
  CompletableFuture<Claimed> claim(Call call, boolean alone);

  /**
   * Stores what came of a granted call.
   *
   * @return what is stored: this, or the record that came first
   */
  CompletableFuture<Answer> record(Call call, Answer answer);

  /** Gives back the claim of a call of which nothing was sent. */
  CompletableFuture<Void> release(Call call);

  /**
   * A number that grows whenever this process has been silent for so long that others may have
   * taken over what it was granted until then.
   */
  long lapses();
}

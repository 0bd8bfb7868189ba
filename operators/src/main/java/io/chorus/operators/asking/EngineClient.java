package io.chorus.operators.asking;

import io.chorus.contracts.Call;
import java.util.concurrent.CompletableFuture;

/** Speaks to engines. */
public interface EngineClient {

  /**
   * Sends a call, once. What an engine or the network does is an outcome, never an exception.
   *
   * @return completes on a thread that must not be blocked
   */
  CompletableFuture<Asked> ask(Call call);
}

package io.chorus.operators.asking;

import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import java.util.concurrent.CompletableFuture;

/** Sends a call to its engine, once at most: what is sent may be billed. Thread-safe. */
public interface EngineClient {

  /**
   * Never completes exceptionally for what an engine or the network does. Throws only where nothing
   * was sent.
   *
   * @param account in whose name
   */
  CompletableFuture<Asked> ask(Call call, Account account);
}

package io.chorus.operators.limits;

import io.chorus.contracts.Limits;
import java.util.concurrent.CompletableFuture;

/**
 * What all processes together may take of an account. Thread-safe.
 *
 * <p>It keeps for each account what the provider has left at least, and what each process holds of
 * it: leased and not sent yet, or sent and not answered yet. No process is granted what another one
 * holds.
 */
public interface RateLimiter {

  /**
   * Tells what a process holds and has used of an account, and leases more. One at a time for each
   * account and process; may be repeated.
   *
   * @param account its name, unique over all engines
   * @param limits with a window
   * @return fails where the limiter can't be reached: nothing was granted, and whether the report
   *     was heard is not known
   */
  CompletableFuture<Lease> lease(String account, Limits limits, Report report);
}

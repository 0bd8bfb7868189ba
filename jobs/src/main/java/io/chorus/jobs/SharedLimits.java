package io.chorus.jobs;

import io.chorus.connector.redis.AccountLeases;
import io.chorus.connector.redis.Granted;
import io.chorus.connector.redis.Holding;
import io.chorus.contracts.Limits;
import io.chorus.operators.limits.Lease;
import io.chorus.operators.limits.RateLimiter;
import io.chorus.operators.limits.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The limits as accounts know them: kept in Redis for all processes together. Thread-safe. */
public record SharedLimits(AccountLeases leases) implements RateLimiter {

  @Override
  public CompletableFuture<Lease> lease(String account, Limits limits, Report report) {
    List<Long> used = new ArrayList<>();
    report.used().forEach(u -> used.addAll(List.of(u.minute(), u.requests(), u.tokens())));
    return leases
        .lease(
            new Holding(
                account,
                limits,
                report.heldRequests(),
                report.heldTokens(),
                report.open(),
                used,
                report.left().requests(),
                report.left().tokens(),
                report.left().atMs(),
                report.usedToday(),
                report.dayEndsMs(),
                report.wantRequests(),
                report.leastTokens(),
                report.wantTokens(),
                report.wantPlaces()))
        .thenApply(SharedLimits::lease);
  }

  private static Lease lease(Granted granted) {
    return new Lease(
        granted.settled(),
        granted.requests(),
        granted.tokens(),
        granted.places(),
        granted.waitMs(),
        granted.headroom(),
        granted.nowMs(),
        granted.usedToday());
  }
}

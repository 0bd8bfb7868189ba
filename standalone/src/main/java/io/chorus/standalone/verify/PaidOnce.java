package io.chorus.standalone.verify;

import io.chorus.connector.postgres.ClaimRow;
import io.chorus.contracts.AskId;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;

/**
 * I3: no call is paid for twice without being counted. An ask is sent once, and once more for each
 * time that it was taken over from a dead process; every line beyond is a call that nobody knows.
 */
final class PaidOnce {
  static final String BILLED_TWICE = "billed_twice";

  private static final int RATIO_DIGITS = 4;
  private static final int NANO = 9;

  private final Findings findings = new Findings("I3", "no call is paid for twice uncounted");
  private final World world;
  private final EngineCatalog catalog;
  private long asks;
  private long billedAsks;
  private long ambiguous;
  private long billedTwice;
  private long billedTwiceNanoUsd;
  private long unreported;
  private long claimedUnsent;

  private PaidOnce(World world, EngineCatalog catalog) {
    this.world = world;
    this.catalog = catalog;
  }

  /**
   * @param catalog whose prices count
   */
  static VerifyReport.Check of(World world, EngineCatalog catalog) {
    PaidOnce check = new PaidOnce(world, catalog);
    world.forEachAsk(check::look);
    return check.summedUp();
  }

  private void look(UUID taskId, AskFacts ask) {
    asks += ask.mayHaveBeenSent() ? 1 : 0;
    ambiguous += ask.isAmbiguous() ? 1 : 0;
    billedAsks += ask.lines() > 0 ? 1 : 0;
    claimedUnsent += ask.isClaimedUnsent() ? 1 : 0;
    if (ask.isAnsweredUnbilled()) {
      findings.broken("ask " + ask.id(taskId) + ": has an answer that was never billed");
    }
    if (ask.lines() > 0 && !ask.isClaimed()) {
      findings.broken("ask " + ask.id(taskId) + ": was billed without a claim");
    }
    if (ask.lines() > 1) {
      billedMoreThanOnce(ask.id(taskId), ask);
    }
  }

  private void billedMoreThanOnce(AskId id, AskFacts ask) {
    long nanoUsd = costOfRepeats(id);
    billedTwice++;
    billedTwiceNanoUsd += nanoUsd;
    String what =
        "ask %s: was billed %d times and taken over %d times; all but the first cost $%s"
            .formatted(id, ask.lines(), ask.supersessions(), usd(nanoUsd).toPlainString());
    if (ask.lines() > 1 + ask.supersessions()) {
      unreported++;
      findings.broken(what);
    } else {
      findings.noted(what);
    }
  }

  /** At the price of the model that was asked for; 0 where the catalog no longer has it. */
  private long costOfRepeats(AskId id) {
    ClaimRow claim = world.claimOfBilledAgain(id);
    EngineSpec engine = claim == null ? null : catalog.engines().get(claim.engine());
    EngineSpec.ModelSpec model = engine == null ? null : engine.models().get(claim.model());
    return model == null ? 0 : model.costNanoUsd(world.billedAgain(id), claim.claimedAtMs());
  }

  private VerifyReport.Check summedUp() {
    return findings
        .figure("billed_calls", world.billedCalls())
        .figure("billed_asks", billedAsks)
        .figure("ratio", ratio())
        .figure("asks", asks)
        .figure("ambiguous", ambiguous)
        .figure(BILLED_TWICE, billedTwice)
        .figure("billed_twice_usd", usd(billedTwiceNanoUsd))
        .figure("unreported", unreported)
        .figure("claimed_unsent", claimedUnsent)
        .figure("not_ours", world.foreignCalls())
        .check();
  }

  /** Asks that failed unbilled don't make up for others that were billed twice. */
  private BigDecimal ratio() {
    return BigDecimal.valueOf(billedAsks == 0 ? 1 : world.billedCalls())
        .divide(BigDecimal.valueOf(Math.max(1, billedAsks)), RATIO_DIGITS, RoundingMode.HALF_UP);
  }

  private static BigDecimal usd(long nanoUsd) {
    BigDecimal usd = BigDecimal.valueOf(nanoUsd, NANO).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0) : usd;
  }
}

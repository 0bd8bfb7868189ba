package io.chorus.ingress.watch;

import io.chorus.connector.postgres.WatchTable;
import io.chorus.connector.postgres.WatchTable.Claim;
import io.chorus.contracts.BatchIds;
import io.chorus.ingress.watch.Intake.Arrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one place again and again: takes what has come, and misses what has not. Any number of
 * replicas may look at the same; each file is taken by one. Not thread-safe.
 */
final class Watcher {
  /** From a due time on, for what has come in time to be taken. */
  static final long PATIENCE_MS = 60_000;

  /** What a killed replica has begun is another's after that. */
  static final long LEASE_MS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

  private final WatchConfig config;
  private final Drop drop;
  private final WatchTable table;
  private final Intake intake;
  private final Absences absences;
  private final Clock clock;
  private final long beganAtMs;

  /** From now on files are missed, if this place has not been watched before. */
  Watcher(
      WatchConfig config,
      Drop drop,
      WatchTable table,
      Intake intake,
      Absences absences,
      Clock clock) {
    this.config = config;
    this.drop = drop;
    this.table = table;
    this.intake = intake;
    this.absences = absences;
    this.clock = clock;
    this.beganAtMs = clock.millis();
    table.begin(config.name(), beganAtMs);
  }

  /** Never fails: what can't be done now is tried at the next look. */
  void look() {
    for (Dropped file : seen()) {
      try {
        take(file);
      } catch (IOException | RuntimeException e) {
        LOG.warn("watch {}: {} is not taken now: {}", config.name(), file.name(), e.toString());
      }
    }
    try {
      miss();
    } catch (RuntimeException e) {
      LOG.warn("watch {}: {}", config.name(), e.toString());
    }
  }

  private List<? extends Dropped> seen() {
    try {
      return drop.look();
    } catch (IOException | RuntimeException e) {
      LOG.warn("watch {} sees nothing: {}", config.name(), e.toString());
      return List.of();
    }
  }

  private void take(Dropped file) throws IOException {
    long now = clock.millis();
    String id = BatchIds.fresh();
    Optional<Claim> claimed =
        table.claim(config.name(), file.name(), file.version(), id, now, now + LEASE_MS);
    if (claimed.isPresent()) {
      Claim claim = claimed.get();
      if (!claim.taken()) {
        hand(file, claim);
        table.taken(claim);
        LOG.info("watch {}: {} is {}", config.name(), file.name(), claim.batchId());
      }
      file.setAside(file.name() + "." + claim.batchId());
    }
  }

  private void hand(Dropped file, Claim claim) throws IOException {
    Arrival arrival =
        new Arrival(
            config.name(), config.tenant(), file.name(), claim.batchId(), claim.claimedAtMs());
    if (file.bytes() > intake.mostBytes()) {
      intake.refuse(arrival, "the file is too large; allowed: " + intake.mostBytes() + " bytes");
      return;
    }
    Path spooled = intake.spool();
    try {
      copy(file, spooled, claim);
      intake.accept(arrival, spooled);
    } finally {
      Files.deleteIfExists(spooled);
    }
  }

  /** What is another file by now, or gone, will not be asked for under this name again. */
  private void copy(Dropped file, Path to, Claim claim) throws IOException {
    try {
      file.copy(to);
    } catch (IOException e) {
      table.forget(claim);
      throw e;
    }
  }

  private void miss() {
    long now = clock.millis();
    if (config.expect() == null || now - beganAtMs < PATIENCE_MS) {
      return;
    }
    Expectation.Due due = config.expect().last(Instant.ofEpochMilli(now - PATIENCE_MS));
    long dueMs = due.at().toEpochMilli();
    if (table.judgedUntilMs(config.name()) < dueMs) {
      if (!table.hasTakenSince(config.name(), due.dayBegan().toEpochMilli())) {
        LOG.error("watch {}: no file has come by {}", config.name(), due.at());
        absences.absent(config, due.at());
      }
      table.judged(config.name(), dueMs);
    }
  }
}

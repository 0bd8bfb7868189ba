package io.chorus.standalone.verify;

import io.chorus.connector.postgres.ClaimRow;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LedgerQueries;
import io.chorus.connector.postgres.RecordRow;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.TaskValidator;
import io.chorus.standalone.batch.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Checks what always holds: one final state for each accepted task (I1), no call paid for twice
 * uncounted (I3), the same bytes wherever a result is read (I5). Of a running system, tasks that
 * are not overdue may be open.
 */
public final class Verifier {
  /** How long after its deadline a task may still be without a final state. */
  static final long GRACE_MS = 60_000;

  private static final double NANO = 1e9;

  private final LedgerQueries ledger;
  private final TopicReader topics;
  private final RawRecords raw;
  private final Journal journal;

  /**
   * @param catalog that producers' records are validated against, as the jobs do
   * @param journal of the emulator
   */
  public Verifier(Database database, String kafkaBootstrap, EngineCatalog catalog, Path journal) {
    this.ledger = new LedgerQueries(database);
    this.topics = new TopicReader(kafkaBootstrap);
    this.raw = new RawRecords(new TaskValidator(catalog));
    this.journal = new Journal(journal);
  }

  /**
   * @param quiesced true where no task may be open
   * @throws IOException where the journal can't be read
   */
  public VerifyReport verify(boolean quiesced) throws IOException {
    World world = World.read(topics, raw, ledger, journal);
    return VerifyReport.of(List.of(oneEnd(world, quiesced), paidOnce(world), sameBytes(world)));
  }

  private static VerifyReport.Check oneEnd(World world, boolean quiesced) {
    Findings findings = new Findings("I1", "every accepted task has one final state");
    long now = System.currentTimeMillis();
    long open = 0;
    long overdue = 0;
    long missing = 0;
    for (Map.Entry<String, Long> task : world.accepted.entrySet()) {
      String id = task.getKey();
      if (world.finals.containsKey(id)) {
        continue;
      }
      if (world.published.containsKey(id)) {
        missing++;
        findings.broken("task " + id + " was told as finished, but has no final state");
      } else if (now > task.getValue() + GRACE_MS) {
        overdue++;
        findings.broken("task " + id + " is past its deadline without a final state");
      } else {
        open++;
        if (quiesced) {
          findings.broken("task " + id + " is open");
        }
      }
    }
    for (String id : world.finals.keySet()) {
      if (!world.accepted.containsKey(id) && !world.newFinals.contains(id)) {
        findings.broken("task " + id + " has a final state, but was never accepted");
      }
    }
    return findings
        .figure("accepted", world.accepted.size())
        .figure("final", world.finals.size())
        .figure("open", open)
        .figure("overdue", overdue)
        .figure("missing", missing)
        .check();
  }

  private static VerifyReport.Check paidOnce(World world) {
    Findings findings = new Findings("I3", "no call is paid for twice uncounted");
    long twice = 0;
    long twiceNanoUsd = 0;
    for (Map.Entry<String, Integer> ask : world.billed.entrySet()) {
      ClaimRow claim = world.claims.get(ask.getKey());
      int lines = ask.getValue();
      if (claim == null) {
        findings.broken("ask " + ask.getKey() + " was billed without a claim");
        continue;
      }
      if (lines > 1) {
        twice++;
        RecordRow record = world.records.get(ask.getKey());
        twiceNanoUsd += record == null ? 0 : (lines - 1) * record.costNanoUsd();
      }
      if (lines > 1 + claim.supersessions()) {
        findings.broken(
            "ask %s was billed %d times, and taken over %d times"
                .formatted(ask.getKey(), lines, claim.supersessions()));
      }
    }
    for (RecordRow record : world.records.values()) {
      String ask = record.ask().toString();
      if (record.answered()
          && record.recordedAtMs() < world.beganAtMs
          && !world.billed.containsKey(ask)) {
        findings.broken("ask " + ask + " has an answer that nobody billed");
      }
    }
    return findings
        .figure("billed", world.billedCalls)
        .figure("asks", world.claims.size())
        .figure("ratio", ratio(world))
        .figure("ambiguous", ambiguous(world))
        .figure("billed_twice", twice)
        .figure("cost_of_those_usd", twiceNanoUsd / NANO)
        .figure("not_ours", world.foreignCalls)
        .check();
  }

  /** Billed calls by asks that were billed: 1 where nothing was paid twice. */
  private static String ratio(World world) {
    double ratio = world.billed.isEmpty() ? 1 : (double) world.billedCalls / world.billed.size();
    return String.format(Locale.ROOT, "%.4f", ratio);
  }

  /** Asks that were cut off after they may have been sent. */
  private static long ambiguous(World world) {
    return world.claims.values().stream()
        .filter(
            claim -> {
              RecordRow record = world.records.get(claim.ask().toString());
              boolean cutOff =
                  record == null
                      ? claim.holder() != 0
                      : record.failure() != null && record.failure().isAmbiguous();
              return cutOff || claim.supersessions() > 0;
            })
        .count();
  }

  private static VerifyReport.Check sameBytes(World world) {
    Findings findings = new Findings("I5", "one id, one content, wherever it is read");
    TreeSet<String> differing = new TreeSet<>(world.publishedDifferently);
    world.published.forEach(
        (id, bytes) -> {
          if (world.finals.containsKey(id) && !Objects.equals(world.finals.get(id), bytes)) {
            differing.add(id);
          }
        });
    differing.forEach(id -> findings.broken("task " + id + " has results that differ"));
    return findings
        .figure("results", world.results)
        .figure("tasks", world.published.size())
        .figure("differing", differing.size())
        .check();
  }
}

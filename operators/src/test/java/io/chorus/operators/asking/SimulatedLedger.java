package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The ledger's rules in memory: what is in it has been committed, and outlives every process. */
final class SimulatedLedger {
  static final long BEAT_MS = 3_000;
  static final long DEAD_AFTER_MS = 12_000;
  static final int SUSPECT_AFTER = 3;
  static final int MOST_DEATHS = 5;

  private static final long NOBODY = 0;

  private final Map<AskId, Row> claims = new HashMap<>();
  private final Map<AskId, Answer> records = new HashMap<>();
  private final Map<Long, Long> beats = new HashMap<>();
  private final Set<String> finals = new HashSet<>();
  private long epochs;
  private long nowMs;

  private record Row(long holder, int deaths) {}

  void advanceTo(long ms) {
    nowMs = ms;
  }

  long nextEpoch() {
    epochs++;
    beat(epochs);
    return epochs;
  }

  void beat(long epoch) {
    beats.put(epoch, nowMs);
  }

  /**
   * @param open whether the process knows of a claim of its own
   * @param alone whether it may be a suspect
   */
  Claimed claim(long epoch, boolean open, boolean alone, Call call) {
    Answer known = known(call.askId());
    if (known != null) {
      return Claimed.replay(Answers.replayed(call, known));
    }
    if (finals.contains(call.taskId())) {
      return Claimed.refused("FINAL");
    }
    Row row = claims.getOrDefault(call.askId(), new Row(NOBODY, 0));
    if (row.holder() == NOBODY || (row.holder() == epoch && !open)) {
      return granted(call.askId(), alone, new Row(epoch, row.deaths()));
    }
    if (row.holder() == epoch || isAlive(row.holder())) {
      return Claimed.HELD;
    }
    return row.deaths() == MOST_DEATHS
        ? Claimed.refused("DEADLY")
        : granted(call.askId(), alone, new Row(epoch, row.deaths() + 1));
  }

  private Claimed granted(AskId ask, boolean alone, Row row) {
    if (row.deaths() >= SUSPECT_AFTER && !alone) {
      return Claimed.SUSPECT;
    }
    claims.put(ask, row);
    return Claimed.GRANTED;
  }

  /** Suspects that would be counted with the death of a process. */
  long suspectsOf(long epoch) {
    return claims.entrySet().stream()
        .filter(claim -> claim.getValue().holder() == epoch && !isRecorded(claim.getKey()))
        .filter(claim -> claim.getValue().deaths() >= SUSPECT_AFTER)
        .count();
  }

  Answer record(Call call, Answer answer) {
    records.putIfAbsent(call.askId(), answer);
    return records.get(call.askId());
  }

  void release(long epoch, AskId ask) {
    if (isHeldBy(epoch, ask) && !records.containsKey(ask)) {
      claims.put(ask, new Row(NOBODY, claims.get(ask).deaths()));
    }
  }

  /** The first end of a task stands. */
  void end(String taskId) {
    finals.add(taskId);
  }

  boolean hasEnded(String taskId) {
    return finals.contains(taskId);
  }

  boolean isHeldBy(long epoch, AskId ask) {
    return claims.containsKey(ask) && claims.get(ask).holder() == epoch;
  }

  /** Whether a living process has it in hand. */
  boolean isInHand(AskId ask) {
    return claims.containsKey(ask) && isAlive(claims.get(ask).holder()) && !isRecorded(ask);
  }

  boolean isRecorded(AskId ask) {
    return records.containsKey(ask);
  }

  int deaths(AskId ask) {
    return claims.get(ask).deaths();
  }

  private boolean isAlive(long epoch) {
    return beats.containsKey(epoch) && beats.get(epoch) > nowMs - DEAD_AFTER_MS;
  }

  /** An answer of the key, or the ask's own failure. */
  private Answer known(AskId ask) {
    return records.values().stream()
        .filter(answer -> answer.answered() && answer.askId().key().equals(ask.key()))
        .findFirst()
        .orElse(records.get(ask));
  }
}

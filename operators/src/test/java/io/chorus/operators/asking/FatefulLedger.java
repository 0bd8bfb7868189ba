package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.operators.Kit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A ledger that keeps its promises, on a database that comes and goes, with other holders. */
final class FatefulLedger implements CallLedger {
  private final Fate fate;
  private final Map<AskId, Integer> heldByOthers = new HashMap<>();
  private final Map<AskId, Answer> records = new HashMap<>();
  private final Map<AskId, Integer> open = new HashMap<>();
  private final Set<AskId> refused = new HashSet<>();
  private final Set<AskId> suspects = new HashSet<>();
  private final Set<AskId> unreleased = new HashSet<>();
  private int grants;

  FatefulLedger(Fate fate) {
    this.fate = fate;
  }

  /** Some asks are on their way elsewhere, some are of tasks that have ended, some are suspects. */
  void meets(Call call) {
    if (fate.strikes(15)) {
      heldByOthers.put(call.askId(), 1 + fate.below(4));
    } else if (fate.strikes(10)) {
      refused.add(call.askId());
    } else if (fate.strikes(10)) {
      suspects.add(call.askId());
    }
  }

  Answer recorded(AskId ask) {
    return records.get(ask);
  }

  boolean isOpen(AskId ask) {
    return open.containsKey(ask);
  }

  /** The number of the grant that an ask has now; never null where it may be sent. */
  Integer grant(AskId ask) {
    return open.get(ask);
  }

  /** Open asks, but for those whose release the database didn't take. */
  Set<AskId> forgotten() {
    Set<AskId> forgotten = new HashSet<>(open.keySet());
    forgotten.removeAll(unreleased);
    return forgotten;
  }

  @Override
  public CompletableFuture<Claimed> claim(Call call, boolean alone) {
    return fate.later(
        () -> {
          fail(15);
          return decide(call, alone);
        });
  }

  private Claimed decide(Call call, boolean alone) {
    AskId ask = call.askId();
    if (records.containsKey(ask)) {
      return Claimed.replay(Answers.replayed(call, records.get(ask)));
    }
    if (refused.contains(ask)) {
      return Claimed.refused("FINAL");
    }
    if (heldByOthers.containsKey(ask)) {
      heldByOthers.compute(ask, (a, left) -> left == 1 ? ended(call) : Integer.valueOf(left - 1));
      return Claimed.HELD;
    }
    if (suspects.contains(ask)) {
      if (!alone) {
        return Claimed.SUSPECT;
      }
      assertThat(open.keySet()).as("one suspect at a time").doesNotContainAnyElementsOf(suspects);
    }
    return open.putIfAbsent(ask, ++grants) == null ? Claimed.GRANTED : Claimed.HELD;
  }

  /** The other holder has recorded it, or has died. */
  private Integer ended(Call call) {
    if (fate.strikes(50)) {
      records.put(call.askId(), Kit.answered(call, "Said elsewhere."));
    }
    return null;
  }

  @Override
  public CompletableFuture<Answer> record(Call call, Answer answer) {
    return fate.later(
        () -> {
          fail(10);
          assertThat(isOpen(call.askId()) || records.containsKey(call.askId())).isTrue();
          records.putIfAbsent(call.askId(), answer);
          open.remove(call.askId());
          fail(10);
          return records.get(call.askId());
        });
  }

  @Override
  public long lapses() {
    return 0;
  }

  @Override
  public CompletableFuture<Void> release(Call call) {
    assertThat(records).doesNotContainKey(call.askId());
    return fate.later(
        () -> {
          unreleased.add(call.askId());
          fail(10);
          open.remove(call.askId());
          unreleased.remove(call.askId());
          fail(10);
          return null;
        });
  }

  private void fail(int percent) {
    if (fate.troubles(percent)) {
      throw new IllegalStateException("the database is gone");
    }
  }
}

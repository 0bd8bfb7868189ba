package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Account;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import io.chorus.operators.Kit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Engines that do what they like, and notice whoever breaks the rules. */
final class FatefulEngine implements EngineClient {
  private static final int PERMITS = Kit.CATALOG.engine("a").permits();
  private static final int BULK_PERMITS = Kit.CATALOG.engine("a").bulkPermits();

  private final Fate fate;
  private final FatefulLedger ledger;
  private final Set<Integer> usedGrants = new HashSet<>();
  private final Set<AskId> billed = new HashSet<>();
  private final Map<String, Integer> working = new HashMap<>();
  private boolean closed;

  FatefulEngine(Fate fate, FatefulLedger ledger) {
    this.fate = fate;
    this.ledger = ledger;
  }

  /** Nothing may be sent from now on. */
  void close() {
    closed = true;
  }

  int working() {
    return working.values().stream().mapToInt(Integer::intValue).sum();
  }

  int billed() {
    return billed.size();
  }

  @Override
  public CompletableFuture<Asked> ask(Call call, Account account) {
    assertThat(closed).as("sent after closing").isFalse();
    assertThat(ledger.grant(call.askId())).as("sent without a claim").isNotNull();
    assertThat(usedGrants.add(ledger.grant(call.askId()))).as("one claim, sent once").isTrue();
    if (fate.troubles(3)) {
      throw new IllegalStateException("a defect");
    }
    if (fate.troubles(10)) {
      return work(call, () -> ScriptedEngine.unsent(call));
    }
    assertThat(billed.add(call.askId())).as("paid once").isTrue();
    return work(call, () -> outcome(call));
  }

  private Asked outcome(Call call) {
    if (fate.troubles(5)) {
      throw new IllegalStateException("a defect");
    }
    if (fate.troubles(25)) {
      return ScriptedEngine.failed(call, FailureClass.GARBLED, new Usage(10, 1));
    }
    return ScriptedEngine.said(call, "Because.");
  }

  private CompletableFuture<Asked> work(Call call, Supplier<Asked> outcome) {
    count(call, 1);
    assertThat(at(call.engine(), "all")).isLessThanOrEqualTo(PERMITS);
    assertThat(at(call.engine(), "bulk")).isLessThanOrEqualTo(BULK_PERMITS);
    return fate.later(
        () -> {
          count(call, -1);
          return outcome.get();
        });
  }

  private void count(Call call, int change) {
    String kind = call.lane().isBulk() ? "bulk" : "urgent";
    working.merge(call.engine() + " " + kind, change, Integer::sum);
  }

  private int at(String engine, String kind) {
    int bulk = working.getOrDefault(engine + " bulk", 0);
    return kind.equals("bulk") ? bulk : bulk + working.getOrDefault(engine + " urgent", 0);
  }
}

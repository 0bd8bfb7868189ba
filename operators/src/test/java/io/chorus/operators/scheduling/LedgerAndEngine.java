package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What lies behind a scheduler and outlives it: a broker that may lose what it has, a ledger in
 * which each ask is claimed once and recorded once, and an engine that may be out.
 */
final class LedgerAndEngine {
  private final Random random;
  private final List<Call> queued = new ArrayList<>();
  private final List<Call> claimed = new ArrayList<>();
  private final Map<String, FailureClass> recorded = new HashMap<>();
  boolean out;

  LedgerAndEngine(Random random) {
    this.random = random;
  }

  void queue(Call call) {
    queued.add(call);
  }

  void loseWhatIsQueued() {
    queued.clear();
  }

  boolean isIdle() {
    return queued.isEmpty() && claimed.isEmpty();
  }

  boolean hasRecorded(Call call) {
    return recorded.containsKey(ask(call));
  }

  /** Sent again, unless somebody has it; what comes back at once, or null. */
  Freed check(Call call) {
    if (!hasRecorded(call) && !isClaimed(call)) {
      queued.add(call);
    }
    return replay(call);
  }

  /** A queued call is claimed, or a claimed one answered; what comes back, or null. */
  Freed work() {
    if (!queued.isEmpty() && (claimed.isEmpty() || random.nextBoolean())) {
      return claim(queued.remove(random.nextInt(queued.size())));
    }
    return claimed.isEmpty() ? null : answer(claimed.remove(random.nextInt(claimed.size())));
  }

  private Freed claim(Call call) {
    if (!hasRecorded(call) && !isClaimed(call)) {
      claimed.add(call);
    }
    return replay(call);
  }

  private boolean isClaimed(Call call) {
    return claimed.stream().anyMatch(other -> ask(other).equals(ask(call)));
  }

  private Freed replay(Call call) {
    return hasRecorded(call)
        ? new Freed(call.taskId(), ask(call), recorded.get(ask(call)), true, true, 0)
        : null;
  }

  private Freed answer(Call call) {
    FailureClass own = random.nextInt(20) == 0 ? FailureClass.CONTENT_REFUSED : null;
    FailureClass failure = out ? FailureClass.TRANSIENT : own;
    recorded.put(ask(call), failure);
    return new Freed(call.taskId(), ask(call), failure, true, false, 0);
  }

  static String ask(Call call) {
    return call.askId().toString();
  }
}

package io.chorus.standalone.dead;

import io.chorus.contracts.Call;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Usage;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.lifecycle.LifecyclePolicy;
import io.chorus.operators.lifecycle.Step;
import io.chorus.operators.planning.Known;
import java.util.HashSet;
import java.util.Set;

/** Thinks through what the lifecycle would ask for a task. Thread-safe. */
final class Estimator {
  private final EngineCatalog catalog;
  private final Known known;
  private final LifecyclePolicy lifecycle;

  /**
   * @param policy that counts now; nothing is known of records and outages here
   */
  Estimator(EngineCatalog catalog, Policy policy) {
    this.catalog = catalog;
    this.known = Known.of(policy);
    this.lifecycle = new LifecyclePolicy(catalog);
  }

  /** Why it would end without an ask, or null where somebody would be asked. */
  String refusal(Task task, long nowMs) {
    Step first = lifecycle.start(task, null, known, nowMs);
    if (!first.isFinished()) {
      return null;
    }
    return first.progress().plan().candidates().isEmpty()
        ? "names model '"
            + task.model()
            + "' and data class '"
            + task.dataClass()
            + "', which no engine serves"
        : "would end at once: " + first.result().errorMessage();
  }

  /**
   * @param paid the answers that the task's line has paid for
   */
  Expected expected(Task task, Set<CallKey> paid, long nowMs) {
    Step first = lifecycle.start(task, null, known, nowMs);
    Set<CallKey> calls = new HashSet<>(paid);
    long costNanoUsd = 0;
    for (Call call : first.calls()) {
      if (calls.add(call.askId().key())) {
        costNanoUsd += costNanoUsd(call, first.analysis(), nowMs);
      }
    }
    return new Expected(calls.size(), paid.size(), costNanoUsd);
  }

  private long costNanoUsd(Call call, Analysis analysis, long nowMs) {
    int output = analysis.expectedOutputTokens();
    return catalog
        .engine(call.engine())
        .models()
        .get(call.model())
        .costNanoUsd(new Usage(analysis.estimatedTokens() - output, output), nowMs);
  }
}

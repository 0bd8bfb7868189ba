package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.operators.planning.Known;
import io.chorus.operators.scheduling.EngineHealth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lives of many tasks, as {@link LifecycleFunction} leads them. */
public final class Lives {
  private static final Known KNOWN = Known.of(Policy.DEFAULT);

  private final LifecyclePolicy policy;
  private final Map<String, TaskProgress> open = new HashMap<>();
  private final Map<String, EngineHealth> engines = new HashMap<>();
  private final List<Result> ended = new ArrayList<>();

  public Lives(EngineCatalog catalog) {
    policy = new LifecyclePolicy(catalog);
  }

  public List<Call> start(Task task, long nowMs) {
    return apply(policy.start(task, null, KNOWN, nowMs));
  }

  public List<Call> answer(Answer answer, long nowMs) {
    EngineHealth health = engines.computeIfAbsent(answer.engine(), name -> new EngineHealth());
    health.observe(answer.taskId(), answer.failure(), answer.sentAtMs() != 0);
    TaskProgress progress = open.get(answer.taskId());
    return progress == null
        ? List.of()
        : apply(policy.answer(progress, answer, health.isOut(), nowMs));
  }

  private List<Call> apply(Step step) {
    String id = step.progress().task().taskId();
    if (step.isFinished()) {
      open.remove(id);
      ended.add(step.result());
    } else {
      open.put(id, step.progress());
    }
    return step.calls();
  }

  /** How tasks ended since the last time. */
  public List<Result> ended() {
    List<Result> results = List.copyOf(ended);
    ended.clear();
    return results;
  }
}

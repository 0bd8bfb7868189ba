package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Policy;
import io.chorus.operators.planning.Known;
import io.chorus.operators.scheduling.EngineHealth;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one subtask knows beside its tasks: policy, records, and how engines are. One thread's. */
final class Guide {
  private static final Logger LOG = LoggerFactory.getLogger(Guide.class);

  private final Map<String, EngineRecord> records = new HashMap<>();
  private final Map<String, EngineHealth> engines = new HashMap<>();
  private Policy policy;

  Guide(Policy policy) {
    this.policy = policy;
  }

  /** False for a policy that is not newer, which changes nothing. */
  boolean hear(Guidance guidance) {
    if (guidance.record() != null) {
      records.put(
          Known.key(guidance.record().engine(), guidance.record().kind()), guidance.record());
      return true;
    }
    return guidance.policy() != null && isNewer(guidance.policy());
  }

  /** What can't be read never stops the job: the policy stays as it is. */
  private boolean isNewer(String yaml) {
    try {
      Policy told = Policy.parse(yaml);
      boolean newer = told.version() > policy.version();
      policy = newer ? told : policy;
      return newer;
    } catch (IllegalArgumentException e) {
      LOG.error("left out: {}", e.getMessage());
      return false;
    }
  }

  /** What this subtask sees of an engine is enough to tell one task's trouble from an outage. */
  boolean isOut(Answer answer) {
    EngineHealth health = engines.computeIfAbsent(answer.engine(), name -> new EngineHealth());
    if (!answer.replayed()) {
      health.observe(answer.taskId(), answer.failure(), answer.sentAtMs() != 0);
    }
    return health.isOut();
  }

  Known known() {
    Set<String> out =
        engines.entrySet().stream()
            .filter(entry -> entry.getValue().isOut())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return new Known(policy, records, out);
  }
}

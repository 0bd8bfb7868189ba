package io.chorus.standalone.batch;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Results for tests. */
final class Results {
  private static final long ACCEPTED_AT = 1_772_625_600_000L;

  private Results() {}

  static Result of(String customId, FinalState state) {
    return of(customId, state, "answer", 100, Map.of());
  }

  static Result of(
      String customId,
      FinalState state,
      String text,
      long latencyMs,
      Map<String, Integer> failures) {
    String id = TaskIds.derived(Tenants.DEFAULT, customId, Instant.ofEpochMilli(ACCEPTED_AT));
    return of(id, customId, state, text, latencyMs, failures);
  }

  /** How a task ended. */
  static Result of(Task task, FinalState state) {
    return of(task.taskId(), task.customId(), state, "answer", 100, Map.of());
  }

  private static Result of(
      String id,
      String customId,
      FinalState state,
      String text,
      long latencyMs,
      Map<String, Integer> failures) {
    boolean succeeded = state == FinalState.SUCCEEDED;
    return new Result(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        id,
        id,
        customId,
        Lane.STANDARD,
        state,
        Strategy.SINGLE,
        succeeded ? "openai" : null,
        succeeded ? "gpt-4o-mini" : null,
        succeeded ? 1 : 0,
        List.of(),
        1,
        1,
        0,
        failures,
        new Usage(10, 5),
        1_000,
        ACCEPTED_AT,
        ACCEPTED_AT + latencyMs,
        succeeded ? null : "overloaded",
        succeeded ? null : "the engine sheds load",
        Map.of(),
        null,
        Payload.of(succeeded ? Json.writeText(new ChatAnswer(text, "stop")) : ""));
  }
}

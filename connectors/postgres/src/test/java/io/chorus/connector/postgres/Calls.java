package io.chorus.connector.postgres;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Tasks, calls and answers for tests. */
final class Calls {
  static final Usage USAGE = new Usage(11, 7);
  static final long COST = 1_234;
  static final long ESTIMATE = 5_000;

  private Calls() {}

  static String id() {
    return TaskIds.fresh(Instant.now());
  }

  static Task task(String taskId, String bodyHash) {
    long now = System.currentTimeMillis();
    return new Task(
        SchemaVersion.CURRENT,
        "default",
        taskId,
        taskId,
        "line-1",
        null,
        Lane.STANDARD,
        Strategy.BEST_OF,
        "chorus-auto",
        0.5,
        0,
        0,
        0,
        "public",
        now,
        now + 60_000,
        bodyHash,
        Map.of("team", "blue", "quote", "a \"b\", {c}"),
        false,
        false,
        new Payload("{}"));
  }

  /** The first ask of the first slot of a new task. */
  static Call call() {
    String id = id();
    return call(id, id, 1);
  }

  static Call call(String rootId, String taskId, int number) {
    long deadline = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    return call(rootId, taskId, number, "openai", deadline);
  }

  static Call call(String rootId, String taskId, int number, String engine, long deadlineMs) {
    return call(rootId, taskId, number, null, engine, 0, deadlineMs);
  }

  /** The first ask of a new task that was accepted at a time. */
  static Call accepted(String batch, long acceptedAtMs) {
    String id = id();
    long deadline = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    return call(id, id, 1, batch, "openai", acceptedAtMs, deadline);
  }

  private static Call call(
      String rootId,
      String taskId,
      int number,
      String batch,
      String engine,
      long acceptedAtMs,
      long deadlineMs) {
    return new Call(
        SchemaVersion.CURRENT,
        "default",
        taskId,
        rootId,
        1,
        0,
        number,
        batch,
        engine,
        "model-1",
        Lane.BATCH,
        "public",
        acceptedAtMs,
        0,
        0,
        deadlineMs,
        100,
        0,
        0,
        0,
        Call.Kind.NEW,
        false,
        "hash",
        new Payload("{}"));
  }

  /** An ask of a tenant's task that may cost no more than that in all. */
  static Call of(String tenant, String rootId, String taskId, int number, long maxCostNanoUsd) {
    return of(tenant, rootId, taskId, number, maxCostNanoUsd, Call.Kind.NEW);
  }

  static Call of(
      String tenant,
      String rootId,
      String taskId,
      int number,
      long maxCostNanoUsd,
      Call.Kind kind) {
    long now = System.currentTimeMillis();
    return new Call(
        SchemaVersion.CURRENT,
        tenant,
        taskId,
        rootId,
        1,
        0,
        number,
        null,
        "openai",
        "model-1",
        Lane.BATCH,
        "public",
        now,
        0,
        0,
        now + Duration.ofHours(1).toMillis(),
        100,
        ESTIMATE,
        maxCostNanoUsd,
        0,
        kind,
        false,
        "hash",
        new Payload("{}"));
  }

  static Answer answer(Call call, String text) {
    return result(call, null, USAGE, COST, 1, text);
  }

  static Answer failure(Call call, FailureClass failure) {
    return result(call, failure, Usage.NONE, 0, 1, "");
  }

  /** What the same request was answered before. */
  static Answer cached(Call call) {
    return result(call, null, USAGE, 0, 0, "yes");
  }

  private static Answer result(
      Call call, FailureClass failure, Usage usage, long cost, long sentAtMs, String text) {
    return new Answer(
        SchemaVersion.CURRENT,
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        call.number(),
        call.engine(),
        call.lane(),
        call.engine(),
        call.model(),
        failure,
        failure == null ? null : "it failed",
        0,
        usage,
        cost,
        sentAtMs,
        2,
        false,
        new Payload(text));
  }
}

package io.chorus.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.connector.postgres.Batch;
import io.chorus.contracts.BatchLine;
import io.chorus.contracts.BatchLines;
import io.chorus.contracts.Json;
import io.chorus.contracts.Problem;
import io.chorus.contracts.Submission;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Validation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a batch one after the other, judged at the time of the batch, so always alike. Not
 * thread-safe.
 */
final class JudgedLines implements Closeable {
  private final Batch batch;
  private final InputStream in;
  private final BatchLines lines;
  private final TaskValidator validator;
  private final Instant at;
  private final Instant rootsAt;
  private int read;
  private int rejected;

  /**
   * @param in the batch's input file from its start; closed with this
   */
  JudgedLines(Batch batch, InputStream in, TaskValidator validator) {
    this.batch = batch;
    this.in = in;
    this.lines = new BatchLines(in);
    this.validator = validator;
    this.at = Instant.ofEpochMilli(batch.createdAtMs());
    this.rootsAt = Instant.ofEpochMilli(batch.rootsAtMs());
  }

  /**
   * One line.
   *
   * @param task null where the line is none
   * @param problems what keeps it from being one
   */
  record Judged(long number, String customId, Task task, List<Problem> problems) {}

  /** How many lines have been read, blank ones not counted. */
  int read() {
    return read;
  }

  /** How many of them are no tasks. */
  int rejected() {
    return rejected;
  }

  /** Empty at the end. */
  Optional<Judged> next() throws IOException {
    Optional<Judged> next = lines.next().map(this::judged);
    if (next.isPresent()) {
      read++;
      rejected += next.get().task() == null ? 1 : 0;
    }
    return next;
  }

  private Judged judged(BatchLine line) {
    if (!line.problems().isEmpty()) {
      return new Judged(line.number(), line.customId(), null, line.problems());
    }
    ObjectNode body = (ObjectNode) line.body();
    String root = TaskIds.derived(batch.tenant(), content(line), rootsAt);
    if (!body.hasNonNull("lane")) {
      body.put("lane", "batch");
    }
    if (!body.hasNonNull("deadline") && !body.hasNonNull("deadline_seconds")) {
      body.put("deadline_seconds", (batch.expiresAtMs() - batch.createdAtMs()) / 1_000);
    }
    Submission how = new Submission(at, line.customId(), batch.batchId());
    Validation validation = validator.validate(body, how);
    if (!validation.accepted()) {
      return new Judged(line.number(), line.customId(), null, validation.problems());
    }
    lines.accept(line);
    // BatchFinals knows a batch's lines by this
    String name = batch.batchId() + '\0' + line.customId();
    String id = TaskIds.derived(batch.tenant(), name, at);
    Task task = validation.draft().toTask(batch.tenant(), id, root, at);
    return new Judged(line.number(), line.customId(), endingInTime(task), List.of());
  }

  /** As it came in: the same line of another batch has the same root, and so its answers. */
  private static String content(BatchLine line) {
    String body = new String(Json.writeSorted(line.body()), StandardCharsets.UTF_8);
    return "line\0" + line.customId() + '\0' + body;
  }

  private Task endingInTime(Task task) {
    return task.deadlineMs() <= batch.expiresAtMs()
        ? task
        : task.again(task.taskId(), task.rootId(), task.acceptedAtMs(), batch.expiresAtMs());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

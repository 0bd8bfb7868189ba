package io.chorus.standalone.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.BatchLine;
import io.chorus.contracts.BatchLines;
import io.chorus.contracts.BatchOutput;
import io.chorus.contracts.Json;
import io.chorus.contracts.Problem;
import io.chorus.contracts.Submission;
import io.chorus.contracts.TaskValidator;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a run's file: each is a task as it is sent, or an error line that says why it is
 * none. Reads one line at a time and gives the same for the same file and run. Not thread-safe; the
 * stream stays the caller's to close.
 */
final class BatchFile {
  /** Longest body that is sent; the broker takes a little more. */
  static final int MAX_BODY_BYTES = Json.MAX_DOCUMENT - (64 << 10);

  private final BatchLines lines;
  private final TaskValidator validator;
  private final Run run;

  /**
   * @param run names the tasks, and its strategy counts more than the lines' own
   */
  BatchFile(InputStream in, TaskValidator validator, Run run) {
    this.lines = new BatchLines(in);
    this.validator = validator;
    this.run = run;
  }

  /**
   * One line.
   *
   * @param customId or null where it has no valid one
   * @param body what is sent; null where it is no task
   * @param error an OpenAI batch error line without its line break; null where it is a task
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Line(String customId, byte[] body, String error) {

    boolean isTask() {
      return error == null;
    }
  }

  /**
   * The next line that isn't blank; empty at the end.
   *
   * @throws IOException where the stream can't be read
   */
  Optional<Line> next() throws IOException {
    return lines.next().map(this::judged);
  }

  private Line judged(BatchLine line) {
    if (!line.problems().isEmpty()) {
      return rejected(line, line.problems());
    }
    ObjectNode body = (ObjectNode) line.body();
    body.put("custom_id", line.customId());
    if (!body.has("batch")) {
      body.put("batch", run.id());
    }
    if (run.strategy() != null) {
      body.put("strategy", run.strategy());
    }
    byte[] bytes = Json.write(body);
    if (bytes.length > MAX_BODY_BYTES) {
      return rejected(line, List.of(tooLong(bytes.length)));
    }
    List<Problem> problems =
        validator.validate(body, Submission.named(run.startedAt(), line.customId())).problems();
    return problems.isEmpty() ? accepted(line, bytes) : rejected(line, problems);
  }

  private Line accepted(BatchLine line, byte[] body) {
    lines.accept(line);
    return new Line(line.customId(), body, null);
  }

  private static Problem tooLong(int bytes) {
    return new Problem(
        "body", "is " + bytes + " bytes long", "at most " + MAX_BODY_BYTES + " bytes");
  }

  private static Line rejected(BatchLine line, List<Problem> problems) {
    String error = BatchOutput.rejected(line.number(), line.customId(), problems);
    return new Line(line.customId(), null, error);
  }
}

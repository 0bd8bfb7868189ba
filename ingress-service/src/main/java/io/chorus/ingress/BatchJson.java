package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.contracts.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A batch in OpenAI's form; times are Unix seconds.
 *
 * @param paused whether nothing of it leaves for an engine; its status goes on beside it
 * @param lane where all of it waits instead of in its own lanes, or null
 */
record BatchJson(
    String id,
    String object,
    String endpoint,
    @JsonInclude(JsonInclude.Include.NON_NULL) Problems errors,
    String inputFileId,
    String completionWindow,
    String status,
    String outputFileId,
    String errorFileId,
    long createdAt,
    long expiresAt,
    Long inProgressAt,
    Long finalizingAt,
    Long completedAt,
    Long failedAt,
    Long expiredAt,
    Long cancellingAt,
    Long cancelledAt,
    Counts requestCounts,
    Map<String, String> metadata,
    boolean paused,
    String lane) {
  static final String ENDPOINT = "/v1/chat/completions";
  static final String WINDOW = "24h";
  static final long WINDOW_MS = Duration.ofHours(24).toMillis();

  record Problems(String object, List<Problem> data) {}

  record Problem(String code, String message, String param, Integer line) {}

  record Counts(int total, int completed, int failed) {}

  /**
   * @param hold how it is held, or null where it never was
   */
  static BatchJson of(Batch batch, Hold hold) {
    boolean ended = batch.status().isFinal() && batch.status() != Status.FAILED;
    int unasked = batch.status() == Status.EXPIRED ? batch.total() - batch.fed() : 0;
    int failed = batch.failed() + batch.rejected() + unasked;
    return new BatchJson(
        batch.batchId(),
        "batch",
        ENDPOINT,
        batch.problem() == null ? null : problems(batch),
        batch.inputFileId(),
        WINDOW,
        batch.status().name().toLowerCase(Locale.ROOT),
        ended && batch.completed() > 0 ? outputFile(batch) : null,
        ended && failed > 0 ? errorFile(batch) : null,
        batch.createdAtMs() / 1_000,
        batch.expiresAtMs() / 1_000,
        at(batch, Status.IN_PROGRESS),
        at(batch, Status.FINALIZING),
        at(batch, Status.COMPLETED),
        at(batch, Status.FAILED),
        at(batch, Status.EXPIRED),
        at(batch, Status.CANCELLING),
        at(batch, Status.CANCELLED),
        new Counts(batch.total(), batch.completed(), failed),
        batch.metadata(),
        hold != null && hold.paused(),
        hold == null || hold.lane() == null ? null : hold.lane().wireName());
  }

  /** Written again after a kill, it is the same file. */
  static String outputFile(Batch batch) {
    return "file-out-" + batch.batchId();
  }

  static String errorFile(Batch batch) {
    return "file-err-" + batch.batchId();
  }

  private static Long at(Batch batch, Status status) {
    Long atMs = batch.reached().get(status);
    return atMs == null ? null : Long.valueOf(atMs / 1_000);
  }

  private static Problems problems(Batch batch) {
    String code = batch.status() == Status.EXPIRED ? "batch_expired" : "invalid_file";
    return new Problems("list", List.of(new Problem(code, batch.problem(), null, null)));
  }
}

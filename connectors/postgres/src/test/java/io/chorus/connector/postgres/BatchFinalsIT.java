package io.chorus.connector.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class BatchFinalsIT {
  private final Instant now = Instant.now();
  private final Database database;

  BatchFinalsIT(Database database) {
    this.database = database;
  }

  private Task line(Batch batch, String customId) {
    String id = TaskIds.derived(batch.tenant(), batch.batchId() + '\0' + customId, now);
    return new Task(
        SchemaVersion.CURRENT,
        batch.tenant(),
        id,
        id,
        customId,
        batch.batchId(),
        Lane.BATCH,
        null,
        "chorus-auto",
        null,
        0,
        0,
        0,
        "public",
        batch.createdAtMs(),
        batch.expiresAtMs(),
        "hash",
        Map.of(),
        false,
        false,
        new Payload("{}"));
  }

  private void end(Task task, FinalState state) {
    try (TaskStore tasks = new TaskStore(database);
        FinalStore finals = new FinalStore(database)) {
      tasks.admit(task, "http", null).join();
      finals.commit(task.tenant(), task.taskId(), state, task.taskId().getBytes(UTF_8)).join();
    }
  }

  @Test
  void aLineThatIsAskedOnceMoreCountsOnce() {
    String id = "batch_" + UUID.randomUUID().toString().replace("-", "");
    long nowMs = now.toEpochMilli();
    Batch batch = Batch.begun("acme-é", id, "file-x", Map.of(), nowMs, nowMs + 60_000);
    Task line = line(batch, "Zeile 1 ✓");
    String redriven = TaskIds.derived("redrive", "letter", now);
    end(line, FinalState.FAILED);
    end(line(batch, "line-2"), FinalState.SUCCEEDED);
    end(line.again(TaskIds.fresh(now), line.rootId(), nowMs, nowMs + 1), FinalState.FAILED);
    end(line.again(redriven, line.rootId(), nowMs, nowMs + 1), FinalState.SUCCEEDED);

    BatchFinals finals = new BatchFinals(database);

    assertThat(finals.count(batch))
        .isEqualTo(Map.of(FinalState.FAILED, 1, FinalState.SUCCEEDED, 1));
    assertThat(finals.page(batch, new UUID(0, 0).toString(), 10))
        .extracting(BatchFinals.Ended::taskId)
        .containsExactlyInAnyOrder(line.taskId(), line(batch, "line-2").taskId());
  }
}

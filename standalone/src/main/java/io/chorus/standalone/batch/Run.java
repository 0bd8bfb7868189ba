package io.chorus.standalone.batch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * One batch file on its way. What it names its tasks follows from it alone, so that submitting it
 * again, after a crash for one, submits the same tasks.
 *
 * @param id of the run
 * @param name of the file as the person gave it
 * @param sha256 of the file's content, hex
 * @param strategy for every line, or null to leave it to the lines
 * @param out where the results go
 * @param startedAtMs Unix milliseconds
 */
public record Run(
    String id, String name, String sha256, String strategy, String out, long startedAtMs) {

  @JsonIgnore
  public Instant startedAt() {
    return Instant.ofEpochMilli(startedAtMs);
  }

  public boolean beganBefore(Instant now) {
    return startedAtMs < now.toEpochMilli();
  }

  /** The CloudEvents id of a line's record. */
  String eventId(String customId) {
    return id + "/" + customId;
  }

  String taskId(String customId) {
    return TaskIds.derived(Tenants.DEFAULT, eventId(customId), startedAt());
  }

  @JsonIgnore
  Path outFile() {
    return Path.of(out);
  }

  /** True where the other is the same work, cut off perhaps. */
  boolean isSameWork(Run other) {
    return sha256.equals(other.sha256)
        && out.equals(other.out)
        && Objects.equals(strategy, other.strategy);
  }
}

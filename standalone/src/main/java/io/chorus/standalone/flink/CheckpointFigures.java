package io.chorus.standalone.flink;

import java.util.List;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;

/**
 * The complete checkpoints of a job, newest first, as far as Flink remembers them.
 *
 * @param all at most the last ten
 */
public record CheckpointFigures(List<Taken> all) {

  /**
   * One checkpoint.
   *
   * @param seconds from its trigger to its completion
   * @param stateBytes of the whole state, whether written now or by an earlier one
   */
  public record Taken(long id, double seconds, long stateBytes) {}

  static CheckpointFigures of(AccessExecutionGraph job) {
    CheckpointStatsSnapshot stats = job.getCheckpointStatsSnapshot();
    return new CheckpointFigures(
        stats.getHistory().getCheckpoints().stream()
            .filter(taken -> taken.getStatus() == CheckpointStatsStatus.COMPLETED)
            .map(CheckpointFigures::taken)
            .toList());
  }

  private static Taken taken(AbstractCheckpointStats stats) {
    return new Taken(
        stats.getCheckpointId(), stats.getEndToEndDuration() / 1e3, stats.getStateSize());
  }

  /** Zero where there is none yet. */
  public long stateBytes() {
    return all.isEmpty() ? 0 : all.get(0).stateBytes();
  }

  /** Of those after a checkpoint. */
  public double longestSince(long id) {
    return all.stream()
        .filter(taken -> taken.id() > id)
        .mapToDouble(Taken::seconds)
        .max()
        .orElse(0);
  }

  /** Zero where there is none yet. */
  public long newest() {
    return all.isEmpty() ? 0 : all.get(0).id();
  }
}

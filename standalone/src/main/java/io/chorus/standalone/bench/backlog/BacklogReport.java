package io.chorus.standalone.bench.backlog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;

/**
 * What many waiting calls cost. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param rateRatio tasks a second of the whole pipeline with very many calls waiting over those
 *     with a thousand waiting
 * @param pairsPerS calls a second that came into and left the scheduler alone, with very many
 *     waiting
 * @param overheadBytes state bytes of the scheduler for a waiting call beyond its payload
 * @param checkpointS the longest checkpoint of the whole pipeline's job at work, in seconds
 * @param restoreS from the start of that job to the first call that left, in seconds
 */
public record BacklogReport(
    double rateRatio,
    double pairsPerS,
    double overheadBytes,
    double checkpointS,
    double restoreS,
    @JsonIgnore PipelineBacklog.Figures pipeline,
    @JsonIgnore SchedulerAlone.Figures alone) {

  public static BacklogReport of(PipelineBacklog.Figures pipeline, SchedulerAlone.Figures alone) {
    return new BacklogReport(
        rounded(pipeline.manyPerS() / pipeline.fewPerS()),
        rounded(alone.pairsPerS()),
        rounded(alone.overheadBytes()),
        rounded(pipeline.checkpointS()),
        rounded(pipeline.restoreS()),
        pipeline,
        alone);
  }

  private static double rounded(double figure) {
    return Math.round(figure * 1_000) / 1_000.0;
  }

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          pipeline       %,.0f tasks/s of %,.0f   ratio %.2f
                         fill %,.0f/s   checkpoint %.1f s   restore %.1f s   pause of all %.2f s
                         heap %.0f MiB of %.0f
          scheduler      %,.0f pairs/s   %.0f bytes a call beyond its payload
                         checkpoint %.1f s   restore %.1f s   heap %.0f MiB of %.0f
        """,
        pipeline.manyPerS(),
        pipeline.fewPerS(),
        rateRatio,
        pipeline.fillPerS(),
        pipeline.checkpointS(),
        pipeline.restoreS(),
        pipeline.pauseS(),
        pipeline.manyHeapMb(),
        pipeline.fewHeapMb(),
        alone.pairsPerS(),
        alone.overheadBytes(),
        alone.checkpointS(),
        alone.restoreS(),
        alone.heapMb(),
        alone.heapBeforeMb());
  }
}

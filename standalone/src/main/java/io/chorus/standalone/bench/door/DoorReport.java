package io.chorus.standalone.bench.door;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What {@code POST /v1/tasks} takes, each request answered once Kafka (acks=all) and the database
 * have its task. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param acceptedPerS from wrk, as fast as it goes, with the jobs stopped
 * @param p99MsAt300 of requests that come at 300 a second with the jobs running, in milliseconds
 * @param p50Ms the median of the same
 * @param requests that the quantiles are of
 */
public record DoorReport(
    @JsonProperty("accepted_per_s") double acceptedPerS,
    @JsonProperty("p99_ms_at_300") double p99MsAt300,
    @JsonIgnore double p50Ms,
    @JsonIgnore int requests) {

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          accepted           %,.0f/s by wrk, jobs stopped
          at 300/s           p50 %.1f ms   p99 %.1f ms   %,d requests, jobs running
        """,
        acceptedPerS,
        p50Ms,
        p99MsAt300,
        requests);
  }
}

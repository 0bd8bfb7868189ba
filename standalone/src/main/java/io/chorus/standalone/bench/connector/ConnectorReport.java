package io.chorus.standalone.bench.connector;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;

/**
 * The connector against a plain client: medians of the rounds of one run. Written as JSON with
 * {@link io.chorus.contracts.Json}.
 *
 * @param sinkVsPlain the sink's messages a second over those of a plain client with confirms
 * @param sourceVsPlain the source's messages a second over those of a plain client with manual acks
 */
public record ConnectorReport(
    double sinkVsPlain,
    double sourceVsPlain,
    @JsonIgnore double sinkPerS,
    @JsonIgnore double plainSinkPerS,
    @JsonIgnore double sourcePerS,
    @JsonIgnore double plainSourcePerS) {

  static ConnectorReport of(double sink, double plainSink, double source, double plainSource) {
    return new ConnectorReport(
        sink / plainSink, source / plainSource, sink, plainSink, source, plainSource);
  }

  /** For the terminal. */
  public String text() {
    return line("sink", sinkPerS, plainSinkPerS, sinkVsPlain)
        + line("source", sourcePerS, plainSourcePerS, sourceVsPlain);
  }

  private static String line(String name, double perS, double plainPerS, double ratio) {
    return String.format(
        Locale.ROOT,
        "  %-8s %,8.0f/s   plain client %,8.0f/s   %.2f%n",
        name,
        perS,
        plainPerS,
        ratio);
  }
}

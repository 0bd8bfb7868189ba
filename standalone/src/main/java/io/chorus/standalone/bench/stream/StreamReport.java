package io.chorus.standalone.bench.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How long after the engine began to answer a client had the first word. Written as JSON with
 * {@link io.chorus.contracts.Json}.
 *
 * @param addedP50Ms in milliseconds; holds up to two that the emulator takes from its first event
 *     to its first word
 * @param streams that were measured
 * @param whole streams among them that told nothing before the answer was committed
 */
public record StreamReport(
    @JsonProperty("first_token_added_p50_ms") double addedP50Ms,
    @JsonProperty("first_token_added_p99_ms") double addedP99Ms,
    int streams,
    int whole) {

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          first token        p50 %.0f ms   p99 %.0f ms after the engine's
          streams            %,d, of which %,d were told when they were whole
        """,
        addedP50Ms,
        addedP99Ms,
        streams,
        whole);
  }
}

package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chorus.contracts.Whereabouts;
import java.util.Locale;

/**
 * Where one call of an open task is, as the API shows it.
 *
 * @param status {@code waiting}, {@code paused}, {@code postponed} or {@code in_flight}
 * @param position 1 for the next of the tenant's calls in this lane of this engine; null where it
 *     doesn't wait for its turn
 * @param notBefore Unix seconds before which it doesn't leave, or null
 * @param expectedFinishAt Unix seconds, or null where nobody knows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WaitingJson(
    String engine,
    String lane,
    String status,
    Long position,
    Long notBefore,
    Long expectedFinishAt) {

  static WaitingJson of(Whereabouts place) {
    return new WaitingJson(
        place.engine(),
        place.lane().wireName(),
        place.state().name().toLowerCase(Locale.ROOT),
        orNull(place.position()),
        orNull(place.notBeforeMs() / 1_000),
        orNull(place.finishMs() / 1_000));
  }

  private static Long orNull(long value) {
    return value == 0 ? null : value;
  }
}

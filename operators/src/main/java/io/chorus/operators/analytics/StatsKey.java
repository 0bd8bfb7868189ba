package io.chorus.operators.analytics;

import io.chorus.contracts.Event;

/**
 * What a window's figures are of. Texts only: an enum's hash differs between processes, and keys
 * are spread by it.
 *
 * @param kind name of an {@link Event.Kind}
 * @param engine {@value #NO_ENGINE} for tasks without an answer
 * @param lane name of a {@link io.chorus.contracts.Lane}
 */
public record StatsKey(String tenant, String kind, String engine, String lane) {
  static final String NO_ENGINE = "none";

  public static StatsKey of(Event event) {
    return new StatsKey(
        event.tenant(),
        event.kind().name(),
        event.engine() == null ? NO_ENGINE : event.engine(),
        event.lane().name());
  }
}

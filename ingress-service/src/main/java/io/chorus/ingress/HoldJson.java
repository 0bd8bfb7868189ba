package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chorus.contracts.Hold;
import java.util.Locale;

/** A hold as callers see it. */
record HoldJson(
    String object,
    String scope,
    String target,
    boolean paused,
    @JsonProperty("cancelled_at") Long cancelledAt,
    String lane,
    boolean disabled) {
  private static final long SECOND_MS = 1_000;

  static HoldJson of(Hold hold) {
    return new HoldJson(
        "hold",
        hold.scope().name().toLowerCase(Locale.ROOT),
        hold.target(),
        hold.paused(),
        hold.cancelledAtMs() == 0 ? null : hold.cancelledAtMs() / SECOND_MS,
        hold.lane() == null ? null : hold.lane().name().toLowerCase(Locale.ROOT),
        hold.disabled());
  }
}

package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A price from a day on.
 *
 * @param from first (UTC) day it holds, as {@code YYYY-MM-DD}
 * @param inputUsdPerMillion US dollars for a million input tokens, 0 to {@value #MAX_USD}
 * @param outputUsdPerMillion US dollars for a million output tokens, 0 to {@value #MAX_USD}
 * @param cachedInputUsdPerMillion US dollars for a million input tokens that the engine's cache
 *     had, 0 to {@value #MAX_USD}; null: as other input
 */
public record Price(
    String from,
    BigDecimal inputUsdPerMillion,
    BigDecimal outputUsdPerMillion,
    @JsonInclude(JsonInclude.Include.NON_NULL) BigDecimal cachedInputUsdPerMillion)
    implements Serializable {
  /** A billion tokens at this price still cost less than a {@code long} holds. */
  private static final int MAX_USD = 1_000_000;

  private static final BigDecimal NANO_PER_MILLIONTH = BigDecimal.valueOf(1_000);

  public Price {
    require(isDay(from), "from", "a day as YYYY-MM-DD");
    requirePrice(inputUsdPerMillion, "input_usd_per_million");
    requirePrice(outputUsdPerMillion, "output_usd_per_million");
    if (cachedInputUsdPerMillion != null) {
      requirePrice(cachedInputUsdPerMillion, "cached_input_usd_per_million");
    }
  }

  /** A price that is the same for input from the cache. */
  public Price(String from, BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion) {
    this(from, inputUsdPerMillion, outputUsdPerMillion, null);
  }

  private static boolean isDay(String text) {
    try {
      return text != null && LocalDate.parse(text).getYear() >= 1970;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static void requirePrice(BigDecimal usd, String key) {
    boolean inRange =
        usd != null && usd.signum() >= 0 && usd.compareTo(BigDecimal.valueOf(MAX_USD)) <= 0;
    require(inRange, key, "0 to " + MAX_USD);
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "price: '" + key + "' is missing or out of range; allowed: " + allowed);
    }
  }

  long fromMs() {
    return LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  long costNanoUsd(Usage usage) {
    long cached = Math.min(usage.cachedInputTokens(), usage.inputTokens());
    BigDecimal cachedUsd =
        cachedInputUsdPerMillion == null ? inputUsdPerMillion : cachedInputUsdPerMillion;
    return inputUsdPerMillion
        .multiply(BigDecimal.valueOf(usage.inputTokens() - cached))
        .add(cachedUsd.multiply(BigDecimal.valueOf(cached)))
        .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(usage.outputTokens())))
        .multiply(NANO_PER_MILLIONTH)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What an engine bills.
 *
 * @param inputUsdPerMillion US dollars for a million input tokens, 0 or more
 * @param outputUsdPerMillion US dollars for a million output tokens, 0 or more
 * @param cachedInputUsdPerMillion US dollars for a million input tokens from the cache; null: as
 *     other input
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenPrice(
    BigDecimal inputUsdPerMillion,
    BigDecimal outputUsdPerMillion,
    BigDecimal cachedInputUsdPerMillion) {
  /** Everything is free. */
  static final TokenPrice FREE = new TokenPrice(BigDecimal.ZERO, BigDecimal.ZERO, null);

  private static final BigDecimal NANO_PER_MILLIONTH = BigDecimal.valueOf(1_000);

  public TokenPrice {
    require(inputUsdPerMillion, "input_usd_per_million");
    require(outputUsdPerMillion, "output_usd_per_million");
    if (cachedInputUsdPerMillion != null) {
      require(cachedInputUsdPerMillion, "cached_input_usd_per_million");
    }
  }

  private static void require(BigDecimal usd, String name) {
    if (usd == null || usd.signum() < 0) {
      throw new IllegalArgumentException("price " + name + " " + usd + "; allowed: 0 or more");
    }
  }

  /** In billionths of a US dollar. */
  long costNanoUsd(long tokensIn, long cachedIn, long tokensOut) {
    BigDecimal cached =
        cachedInputUsdPerMillion == null ? inputUsdPerMillion : cachedInputUsdPerMillion;
    return inputUsdPerMillion
        .multiply(BigDecimal.valueOf(tokensIn - cachedIn))
        .add(cached.multiply(BigDecimal.valueOf(cachedIn)))
        .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(tokensOut)))
        .multiply(NANO_PER_MILLIONTH)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}

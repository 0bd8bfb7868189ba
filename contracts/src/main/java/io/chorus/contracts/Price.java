package io.chorus.contracts;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A price from a day on.
 *
 * @param from first (UTC) day it holds, as {@code YYYY-MM-DD}
 * @param inputUsdPerMillion US dollars for a million input tokens
 * @param outputUsdPerMillion US dollars for a million output tokens
 */
public record Price(String from, BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion)
    implements Serializable {
  private static final BigDecimal NANO_PER_MILLIONTH = BigDecimal.valueOf(1_000);

  long fromMs() {
    return LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  long costNanoUsd(Usage usage) {
    BigDecimal input = inputUsdPerMillion.multiply(BigDecimal.valueOf(usage.inputTokens()));
    BigDecimal output = outputUsdPerMillion.multiply(BigDecimal.valueOf(usage.outputTokens()));
    return input
        .add(output)
        .multiply(NANO_PER_MILLIONTH)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}

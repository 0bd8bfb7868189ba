package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What differs for one engine; what is null is as for all.
 *
 * @param latencyMs until an answer begins
 * @param tokensPerSecond how fast an answer is written, 1 to 1,000,000; null: at once
 * @param models the models that there are, any other is a 404; null: every model
 * @param streamOnly models that answer only as a stream; null: none
 * @param cachedShare of the input's tokens that come from the cache, 0 to 1; null: none
 * @param reasoningTokens that each answer costs beside those of its text, 0 to 100,000; null: none
 * @param price null: everything is free
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EngineSettings(
    Latency latencyMs,
    Double tokensPerSecond,
    List<String> models,
    List<String> streamOnly,
    Double cachedShare,
    Integer reasoningTokens,
    TokenPrice price) {
  static final EngineSettings NONE =
      new EngineSettings(null, null, null, null, null, null, TokenPrice.FREE);

  private static final String NAMES =
      "latency_ms, tokens_per_second, models, stream_only, cached_share, reasoning_tokens, price";

  public EngineSettings {
    if (latencyMs == null
        && tokensPerSecond == null
        && models == null
        && streamOnly == null
        && cachedShare == null
        && reasoningTokens == null
        && price == null) {
      throw new IllegalArgumentException("an engine's settings are empty; allowed: " + NAMES);
    }
    requireWithin(tokensPerSecond, 1, 1_000_000, "tokens_per_second");
    requireWithin(cachedShare, 0, 1, "cached_share");
    requireWithin(
        reasoningTokens == null ? null : reasoningTokens.doubleValue(),
        0,
        100_000,
        "reasoning_tokens");
    models = models == null ? null : List.copyOf(models);
    streamOnly = streamOnly == null ? null : List.copyOf(streamOnly);
  }

  static EngineSettings withLatency(Latency latency) {
    return new EngineSettings(latency, null, null, null, null, null, null);
  }

  private static void requireWithin(Double value, double least, double most, String name) {
    if (value != null && !(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " " + value + "; allowed: " + (long) least + " to " + (long) most);
    }
  }

  boolean knows(String model) {
    return models == null || models.contains(model);
  }

  boolean streamsOnly(String model) {
    return streamOnly != null && streamOnly.contains(model);
  }

  long cached(long tokensIn) {
    return cachedShare == null ? 0 : (long) (tokensIn * cachedShare);
  }

  long reasoning() {
    return reasoningTokens == null ? 0 : reasoningTokens;
  }

  long costNanoUsd(long tokensIn, long tokensOut) {
    return price == null ? 0 : price.costNanoUsd(tokensIn, cached(tokensIn), tokensOut);
  }

  /** How long an answer takes to be written. */
  long writingMs(long tokensOut) {
    return tokensPerSecond == null ? 0 : Math.round(tokensOut * 1_000 / tokensPerSecond);
  }
}

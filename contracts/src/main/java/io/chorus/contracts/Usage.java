package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Tokens as the engine billed them.
 *
 * @param inputTokens tokens of the prompt, 0 or more
 * @param outputTokens tokens of the answer, 0 or more
 * @param cachedInputTokens those of the prompt that came from the engine's cache
 * @param reasoningTokens those of the answer that nobody sees
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long cachedInputTokens,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long reasoningTokens) {
  public static final Usage NONE = new Usage(0, 0);

  /** Without a cache and without reasoning. */
  public Usage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, 0, 0);
  }

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        reasoningTokens + other.reasoningTokens);
  }
}

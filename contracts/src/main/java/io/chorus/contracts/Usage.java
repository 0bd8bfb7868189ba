package io.chorus.contracts;

/**
 * Tokens as the engine billed them.
 *
 * @param inputTokens tokens of the prompt, 0 or more
 * @param outputTokens tokens of the answer, 0 or more
 */
public record Usage(long inputTokens, long outputTokens) {
  public static final Usage NONE = new Usage(0, 0);

  public Usage plus(Usage other) {
    return new Usage(inputTokens + other.inputTokens, outputTokens + other.outputTokens);
  }
}

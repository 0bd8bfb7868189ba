package io.chorus.operators.analysis;

/**
 * What is known of a task before any engine has seen it.
 *
 * @param kind {@code code}, {@code math}, {@code translate}, {@code summarize}, {@code classify},
 *     {@code extract} or {@code chat}
 * @param language {@code en}, {@code vi} or {@code zh}
 * @param inputTokens estimated, 1 or more
 * @param outputTokens expected
 * @param closed true where the answer is a number, a choice or a label
 */
public record Analysis(
    String kind, String language, long inputTokens, long outputTokens, boolean closed) {

  /** Input and expected output together, 1 or more. */
  public int estimatedTokens() {
    return (int) Math.min(Integer.MAX_VALUE, inputTokens + outputTokens);
  }
}

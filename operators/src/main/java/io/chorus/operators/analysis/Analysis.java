package io.chorus.operators.analysis;

/**
 * What is known of a task before any engine has seen it.
 *
 * @param kind one of {@link Kinds#ALL}
 * @param secondKind the next likely kind, never the same
 * @param confidence the probability of {@code kind}, in [0,1]
 * @param language {@code en}, {@code vi} or {@code zh}
 * @param difficulty in [0,1], 0 for what any engine answers
 * @param estimatedTokens input and expected output together, 1 or more
 * @param expectedOutputTokens 1 or more
 * @param form what a right answer looks like
 */
public record Analysis(
    String kind,
    String secondKind,
    double confidence,
    String language,
    double difficulty,
    int estimatedTokens,
    int expectedOutputTokens,
    AnswerForm form) {

  /** True where answers can be counted against each other. */
  public boolean closed() {
    return form != AnswerForm.OPEN;
  }
}

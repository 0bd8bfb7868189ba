package io.chorus.operators.analysis;

/**
 * What is known of a task before any engine has seen it.
 *
 * @param kind {@code code}, {@code math}, {@code translate}, {@code summarize}, {@code classify},
 *     {@code extract} or {@code chat}
 * @param language {@code en}, {@code vi} or {@code zh}
 * @param estimatedTokens input and expected output together, 1 or more
 * @param closed true where the answer is a number, a choice or a label
 */
public record Analysis(String kind, String language, int estimatedTokens, boolean closed) {}

package io.chorus.operators.quality;

import java.util.Arrays;

/** Answers that go round in circles. */
final class Repetition {
  private static final int SHINGLE = 16;
  private static final int LONG_ENOUGH = 200;
  private static final int LOOKED_AT = 2_000;

  private Repetition() {}

  /** True where fewer than half of the last part's shingles are different ones. */
  static boolean in(String answer) {
    String tail = Letters.of(answer.substring(Math.max(0, answer.length() - LOOKED_AT)));
    if (tail.length() < LONG_ENOUGH) {
      return false;
    }
    int[] hashes = new int[tail.length() - SHINGLE + 1];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(tail, i, i + SHINGLE);
    }
    return distinct(hashes) * 2 < hashes.length;
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private static int distinct(int[] numbers) {
    Arrays.sort(numbers);
    int distinct = 1;
    for (int i = 1; i < numbers.length; i++) {
      distinct += numbers[i] == numbers[i - 1] ? 0 : 1;
    }
    return distinct;
  }
}

package io.chorus.operators.quality;

import io.chorus.operators.learning.Features;
import java.util.Arrays;
import java.util.Locale;

/** Answers that could stand under any question. */
final class Topic {
  private static final int LOOKED_AT = 4_000;
  private static final int WORD = 4;
  private static final int ENOUGH_WORDS = 3;
  private static final int ENOUGH_LETTERS = 80;
  private static final int STEM = 5;
  private static final char FIRST_HAN = '\u2E80';

  private Topic() {}

  /**
   * True where an answer of some length has no word of the question's in it, by their first
   * letters.
   */
  static boolean isMissed(String prompt, String answer) {
    if (answer.length() < ENOUGH_LETTERS) {
      return false;
    }
    int[] asked = stems(prompt);
    return asked.length >= ENOUGH_WORDS && !shareOne(asked, stems(answer));
  }

  private static boolean shareOne(int[] asked, int[] said) {
    for (int stem : asked) {
      if (Arrays.binarySearch(said, stem) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Of words of four letters and more the first five; of Chinese every pair of characters. */
  private static int[] stems(String text) {
    String lower = text.substring(0, Math.min(LOOKED_AT, text.length())).toLowerCase(Locale.ROOT);
    Features stems = new Features();
    for (int at = 0; at < lower.length(); ) {
      int end = endOfWord(lower, at);
      if (end - at >= WORD) {
        stems.add(Features.hash('t', lower, at, Math.min(end, at + STEM)));
      } else if (end == at && isHanPair(lower, at)) {
        stems.add(Features.hash('t', lower, at, at + 2));
      }
      at = Math.max(end, at + 1);
    }
    return stems.distinct();
  }

  private static int endOfWord(String text, int from) {
    int end = from;
    while (end < text.length()
        && text.charAt(end) < FIRST_HAN
        && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isHanPair(String text, int at) {
    return at + 1 < text.length() && isHan(text.charAt(at)) && isHan(text.charAt(at + 1));
  }

  private static boolean isHan(char c) {
    return c >= FIRST_HAN && Character.isLetter(c);
  }
}

package io.chorus.operators.quality;

import io.chorus.operators.learning.Features;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Answers that could stand under any question. */
final class Topic {
  private static final int LOOKED_AT = 4_000;
  private static final int WORD = 4;
  private static final int SHORT_WORD = 3;

  /** Words of any text, and of any wish. */
  private static final Set<String> COMMON =
      Set.of(
          ("the and for are was you your all any can has have had not but its with that this these those what when where"
                  + " which who whom whose why how about from into than then them they their there here more most very much"
                  + " many some such only also just like will would could should does did been being were over under other"
                  + " one two three four five please write tell give make explain describe list answer sentence sentences"
                  + " paragraph words question một hai những các được trong cho của với này khi hãy viết giúp tôi bạn")
              .split(" "));

  private static final int ENOUGH_WORDS = 3;
  private static final int ENOUGH_LETTERS = 80;
  private static final int STEM = 5;
  private static final char FIRST_HAN = '\u2E80';

  private Topic() {}

  /** True where an answer says none of what the question is about, whatever its length. */
  static boolean isIgnored(String prompt, String answer) {
    return !shareOne(stems(prompt, SHORT_WORD), stems(answer, SHORT_WORD));
  }

  /**
   * True where an answer of some length has no word of the question's in it, by their first
   * letters.
   */
  static boolean isMissed(String prompt, String answer) {
    if (answer.length() < ENOUGH_LETTERS) {
      return false;
    }
    int[] asked = stems(prompt, WORD);
    return asked.length >= ENOUGH_WORDS && !shareOne(asked, stems(answer, WORD));
  }

  private static boolean shareOne(int[] asked, int[] said) {
    for (int stem : asked) {
      if (Arrays.binarySearch(said, stem) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Of words that are long enough the first five letters; of Chinese every pair of characters. */
  private static int[] stems(String text, int shortest) {
    String lower = text.substring(0, Math.min(LOOKED_AT, text.length())).toLowerCase(Locale.ROOT);
    Features stems = new Features();
    for (int at = 0; at < lower.length(); ) {
      int end = endOfWord(lower, at);
      if (end - at >= shortest && !COMMON.contains(lower.substring(at, end))) {
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

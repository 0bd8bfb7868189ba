package io.chorus.operators.quality;

import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Phrases, each of which begins with a word, or in Chinese. They are looked for where a word begins
 * with a letter that one of them begins with: trying a regular expression at every letter instead
 * took a third of the lifecycle's time. Thread-safe.
 */
final class Phrases {
  /** The first character of the script. */
  static final char FIRST_HAN = '\u2E80';

  private final Pattern pattern;
  private final BitSet firsts = new BitSet();

  /**
   * Looks for what a regular expression says.
   *
   * @param pattern in lower case
   */
  Phrases(String pattern) {
    this.pattern = Pattern.compile(pattern);
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      firsts.set(c, Character.isLetter(c) && mayBeginWith((char) c));
    }
  }

  private boolean mayBeginWith(char c) {
    Matcher begun = pattern.matcher(String.valueOf(c));
    return begun.lookingAt() || begun.hitEnd();
  }

  Pattern pattern() {
    return pattern;
  }

  /** Lower and upper case are the same. */
  boolean areIn(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return next(matcher(lower), lower, 0);
  }

  /** To be used with {@link #next}, of lower-case text. */
  Matcher matcher(String lower) {
    return pattern.matcher(lower).useTransparentBounds(true).useAnchoringBounds(false);
  }

  /** Whether there is a phrase that begins at or after a place; the matcher then tells where. */
  boolean next(Matcher matcher, String lower, int from) {
    for (int at = from; at < lower.length(); at++) {
      if (firsts.get(lower.charAt(at))
          && beginsWord(lower, at)
          && matcher.region(at, lower.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  private static boolean beginsWord(String text, int at) {
    return at == 0
        || text.charAt(at) >= FIRST_HAN
        || !Character.isLetterOrDigit(text.charAt(at - 1));
  }
}

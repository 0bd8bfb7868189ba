package io.chorus.operators.analysis;

import io.chorus.contracts.Script;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Languages as far as a grade needs to know them. */
public final class Language {
  private static final int LOOKED_AT = 1_000;
  private static final int ENOUGH_LETTERS = 20;
  private static final int ENOUGH_WORDS = 2;

  /** Vietnamese is often typed without its accents, and looks English then. */
  private static final Set<String> ENGLISH =
      Set.of(
          "the", "is", "are", "of", "what", "how", "and", "for", "with", "write", "why", "which");

  private Language() {}

  /**
   * True where an answer is in another language than the prompt, and the prompt asks for none by
   * name.
   *
   * @param language the prompt's, as {@link Analysis#language}
   */
  public static boolean differs(String prompt, String language, String answer) {
    String said = head(answer);
    if (letters(said) < ENOUGH_LETTERS || Script.language(said).equals(language)) {
      return false;
    }
    String asked = head(prompt).toLowerCase(Locale.ROOT);
    return !Cues.in(asked).contains(Cues.TONGUE) && isSurely(language, asked);
  }

  /** About how many tokens a text has. */
  public static double tokens(String text) {
    return Script.tokens(text, false);
  }

  private static boolean isSurely(String language, String prompt) {
    return !language.equals("en")
        || prompt
                .lines()
                .flatMap(line -> Arrays.stream(line.split("\\W+")))
                .filter(ENGLISH::contains)
                .limit(ENOUGH_WORDS)
                .count()
            == ENOUGH_WORDS;
  }

  private static long letters(String text) {
    return text.chars().filter(Character::isLetter).limit(ENOUGH_LETTERS).count();
  }

  private static String head(String text) {
    return text.substring(0, Math.min(LOOKED_AT, text.length()));
  }
}

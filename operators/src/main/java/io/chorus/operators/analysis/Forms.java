package io.chorus.operators.analysis;

import io.chorus.contracts.Script;
import java.util.Set;

/** Tells what form a right answer has. */
final class Forms {
  private static final Set<String> MAY_BE_JSON =
      Set.of(Kinds.EXTRACTION, Kinds.CLASSIFICATION, Kinds.QA, Kinds.SUMMARIZATION);
  private static final Set<String> MAY_BE_FEW =
      Set.of(Kinds.CLASSIFICATION, Kinds.QA, Kinds.MATH, Kinds.CHAT);
  private static final String BEFORE_CHOICE = " \n\t(（,，;；。.?？:：】";
  private static final String BEHIND_CHOICE = ").:、．）：";
  private static final int LETTERS = 8;

  private Forms() {}

  /**
   * The form.
   *
   * @param text the prompt in lower case
   * @param cues what was found in it
   */
  static AnswerForm of(String kind, String text, Set<Cues> cues) {
    if (MAY_BE_JSON.contains(kind) && cues.contains(Cues.AS_JSON)) {
      return AnswerForm.JSON;
    }
    if (cues.contains(Cues.ONLY_NUMBER)) {
      return AnswerForm.NUMBER;
    }
    if (MAY_BE_FEW.contains(kind) && choices(text) > 1) {
      return AnswerForm.CHOICE;
    }
    if (MAY_BE_FEW.contains(kind) && cues.contains(Cues.ONE_OF_FEW)) {
      return AnswerForm.LABEL;
    }
    if (kind.equals(Kinds.CLASSIFICATION)) {
      return cues.contains(Cues.SEVERAL) ? AnswerForm.OPEN : AnswerForm.LABEL;
    }
    return kind.equals(Kinds.MATH) && !cues.contains(Cues.SYMBOLIC)
        ? AnswerForm.NUMBER
        : AnswerForm.OPEN;
  }

  /** How many choices are offered, as {@code (a) Paris (b) Rome} or one a line: a, b, c in turn. */
  private static int choices(String text) {
    int found = 0;
    for (int i = 0; i + 2 < text.length() && found < LETTERS; i++) {
      boolean begins = i == 0 || BEFORE_CHOICE.indexOf(text.charAt(i - 1)) >= 0;
      if (begins
          && text.charAt(i) == 'a' + found
          && BEHIND_CHOICE.indexOf(text.charAt(i + 1)) >= 0
          && (Character.isWhitespace(text.charAt(i + 2))
              || text.charAt(i + 2) > Script.FIRST_HAN)) {
        found++;
      }
    }
    return found;
  }
}

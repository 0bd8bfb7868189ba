package io.chorus.operators.quality;

/** Answers that only say the question again. */
final class PromptEcho {
  private static final int LONG_ENOUGH = 30;

  private PromptEcho() {}

  static boolean in(String prompt, String answer) {
    if (answer.length() > 2L * prompt.length() || !startsAlike(prompt, answer)) {
      return false;
    }
    String asked = Letters.of(prompt);
    String said = Letters.of(answer);
    return asked.length() >= LONG_ENOUGH
        && said.startsWith(asked)
        && said.length() - asked.length() < asked.length() / 5;
  }

  /** Most answers don't, which spares the look at the whole. */
  private static boolean startsAlike(String prompt, String answer) {
    String asked = Letters.of(head(prompt));
    String said = Letters.of(head(answer));
    return asked.regionMatches(0, said, 0, Math.min(asked.length(), said.length()));
  }

  private static String head(String text) {
    return text.substring(0, Math.min(text.length(), LONG_ENOUGH));
  }
}

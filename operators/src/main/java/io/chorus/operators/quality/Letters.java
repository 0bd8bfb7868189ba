package io.chorus.operators.quality;

import java.util.Locale;

/** Texts without what people don't read aloud. */
final class Letters {
  private Letters() {}

  /** Letters and digits only, in lower case. */
  static String of(String text) {
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        letters.append(text.charAt(i));
      }
    }
    return letters.toString().toLowerCase(Locale.ROOT);
  }
}

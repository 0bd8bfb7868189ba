package io.chorus.contracts;

/**
 * What the characters of a text tell of its language and its length in tokens. The one estimate of
 * tokens before an engine has counted them.
 */
public final class Script {
  private static final double CHARS_PER_TOKEN_ENGLISH = 6.5;
  private static final double CHARS_PER_TOKEN_VIETNAMESE = 3.7;
  private static final double CHARS_PER_TOKEN_CHINESE = 1.5;
  private static final double CHARS_PER_TOKEN_CODE = 2.8;
  private static final String VIETNAMESE =
      "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";

  /** The first character of the script; looking a script up is slow. */
  public static final char FIRST_HAN = '\u2E80';

  private Script() {}

  /**
   * {@code zh} from a tenth of Chinese characters on, {@code vi} from a twentieth of accents on.
   */
  public static String language(String text) {
    int letters = 0;
    int chinese = 0;
    int vietnamese = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        chinese += isChinese(c) ? 1 : 0;
        vietnamese += isVietnamese(c) ? 1 : 0;
      }
    }
    if (chinese > 0 && chinese * 10 >= letters) {
      return "zh";
    }
    return vietnamese > 0 && vietnamese * 20 >= letters ? "vi" : "en";
  }

  /**
   * About how many tokens a text has; never more than it has characters.
   *
   * @param code whether it is a program, of which a token is shorter
   */
  public static double tokens(String text, boolean code) {
    int chinese = 0;
    for (int i = 0; i < text.length(); i++) {
      chinese += isChinese(text.charAt(i)) ? 1 : 0;
    }
    return chinese / CHARS_PER_TOKEN_CHINESE
        + (text.length() - chinese) / charsPerToken(text, code);
  }

  private static double charsPerToken(String text, boolean code) {
    if (code) {
      return CHARS_PER_TOKEN_CODE;
    }
    return language(text).equals("vi") ? CHARS_PER_TOKEN_VIETNAMESE : CHARS_PER_TOKEN_ENGLISH;
  }

  private static boolean isChinese(char c) {
    return c >= FIRST_HAN && Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
  }

  private static boolean isVietnamese(char c) {
    return c > 127 && VIETNAMESE.indexOf(Character.toLowerCase(c)) >= 0;
  }
}

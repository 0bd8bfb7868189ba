package io.chorus.operators.merging;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them, each in one form: {@code 1,234.50} and {@code 1.234,5} alike. */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\d_])[-−–]?\\s?[$€£¥₫]?\\s?(?:\\d{1,3}(?:[,.' ]\\d{3})+(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?|\\.\\d+)"
              + "(?:\\s?/\\s?\\d{1,9}(?![\\d.,]\\d))?");
  private static final int LONGEST = 40;

  private Numbers() {}

  /** The result where the text is a sum, else its first number; null where there is none. */
  static String first(String text) {
    int result = Math.max(text.lastIndexOf('='), text.lastIndexOf('≈'));
    String after = result < 0 ? null : find(text.substring(result + 1), false);
    return after == null ? find(text, false) : after;
  }

  /** The last number, null where there is none. */
  static String last(String text) {
    return find(text, true);
  }

  private static String find(String text, boolean last) {
    Matcher matcher = NUMBER.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC));
    String found = null;
    while ((last || found == null) && matcher.find()) {
      if (matcher.end() - matcher.start() <= LONGEST) {
        found = matcher.group();
      }
    }
    return found == null ? null : normal(found);
  }

  private static String normal(String written) {
    String bare = written.replaceAll("[$€£¥₫\\s']", "").replace('−', '-').replace('–', '-');
    int bar = bare.indexOf('/');
    if (bar < 0) {
      return plain(decimal(bare));
    }
    BigDecimal below = decimal(bare.substring(bar + 1));
    return below.signum() == 0 ? bare : fraction(decimal(bare.substring(0, bar)), below);
  }

  private static String fraction(BigDecimal above, BigDecimal below) {
    try {
      return plain(above.divide(below));
    } catch (ArithmeticException endless) {
      return plain(above) + "/" + plain(below);
    }
  }

  /** A mark with exactly three digits behind it groups; any other last mark is the decimal one. */
  private static BigDecimal decimal(String bare) {
    int mark = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
    if (mark < 0) {
      return new BigDecimal(bare);
    }
    char sign = bare.charAt(mark);
    boolean groups =
        bare.length() - mark == 4
            && (sign == ','
                ? bare.indexOf('.') < 0
                : bare.indexOf('.') < mark && bare.indexOf(',') < 0);
    String whole = bare.substring(0, mark).replaceAll("[,.]", "");
    return new BigDecimal((whole + (groups ? "" : ".") + bare.substring(mark + 1)));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}

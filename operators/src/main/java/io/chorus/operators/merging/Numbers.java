package io.chorus.operators.merging;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of an answer as people write them, each in one form: {@code 1,234.50} and {@code
 * 1.234,5} alike. What {@code 360.000} is depends on where it is written.
 */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\d_])[-−–]?\\s?[$€£¥₫]?\\s?(?:\\d{1,3}(?:[,.' ]\\d{3})+(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?|\\.\\d+)"
              + "(?:\\s?/\\s?\\d{1,9}(?![\\d.,]\\d))?");
  private static final int LONGEST = 40;
  private static final Pattern NAUGHT = Pattern.compile("[-+]?0*[.,]");

  /** A mark and its three digits. */
  private static final int GROUP = 4;

  /**
   * Said by people whose decimal mark is the comma; the others are numbers that only they write.
   */
  private static final Pattern GROUPED_BY_DOTS =
      Pattern.compile(
          "(?<![\\p{L}])(?:đồng|vnđ|vnd)(?![\\p{L}])|\\d\\s?đ(?![\\p{L}])|₫"
              + "|(?<![\\d.,])\\d{1,3}(?:\\.\\d{3}){2,}(?!\\d)|(?<![\\d.,])\\d{1,3}\\.\\d{3},\\d",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Set<String> GROUP_BY_DOTS = Set.of("vi");

  private final boolean groupedByDots;

  private Numbers(boolean groupedByDots) {
    this.groupedByDots = groupedByDots;
  }

  /**
   * Of an answer.
   *
   * @param language the task's, as {@link io.chorus.operators.analysis.Analysis#language}
   */
  static Numbers of(String language, String answer) {
    String plain = Normalizer.normalize(answer, Normalizer.Form.NFKC);
    return new Numbers(GROUP_BY_DOTS.contains(language) || GROUPED_BY_DOTS.matcher(plain).find());
  }

  /** The result where the text is a sum, else its first number; null where there is none. */
  String first(String text) {
    int result = Math.max(text.lastIndexOf('='), text.lastIndexOf('≈'));
    String after = result < 0 ? null : find(text.substring(result + 1), false);
    return after == null ? find(text, false) : after;
  }

  /** The last number, null where there is none. */
  String last(String text) {
    return find(text, true);
  }

  private String find(String text, boolean last) {
    Matcher matcher = NUMBER.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC));
    String found = null;
    while ((last || found == null) && matcher.find()) {
      if (matcher.end() - matcher.start() <= LONGEST) {
        found = matcher.group();
      }
    }
    return found == null ? null : normal(found);
  }

  private String normal(String written) {
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

  /** The last mark is the decimal one where it doesn't group. */
  private BigDecimal decimal(String bare) {
    int mark = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
    if (mark < 0) {
      return new BigDecimal(bare);
    }
    String whole = bare.substring(0, mark).replaceAll("[,.]", "");
    return new BigDecimal((whole + (groups(bare, mark) ? "" : ".") + bare.substring(mark + 1)));
  }

  /** Exactly three digits behind it, no mark of the other sort, and more than naught before it. */
  private boolean groups(String bare, int mark) {
    char sign = bare.charAt(mark);
    char other = sign == ',' ? '.' : ',';
    boolean mayGroup =
        bare.length() - mark == GROUP
            && bare.indexOf(other) < 0
            && !NAUGHT.matcher(bare).lookingAt();
    return mayGroup && (sign == ',' || groupedByDots || bare.indexOf(sign) < mark);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}

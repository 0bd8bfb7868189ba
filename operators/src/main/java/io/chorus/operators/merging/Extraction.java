package io.chorus.operators.merging;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.operators.analysis.AnswerForm;
import io.chorus.operators.quality.JsonText;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the value that is voted on out of an answer, so written that equal values are equal
 * strings. What is looked at is bounded. Thread-safe.
 */
public final class Extraction {
  private static final int LOOKED_AT = 4_000;
  private static final int LABEL_WORDS = 6;
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  /** Where the answer itself begins, in what engines say in three languages. */
  private static final Pattern MARKER =
      Pattern.compile(
          "(?:^|(?<![\\p{L}]))(?:a|answer|final answer|result|label|sentiment|category|class|topic"
              + "|đáp án|đáp số|kết quả|câu trả lời|trả lời|nhãn|chủ đề|cảm xúc|phân loại)"
              + "[*_ ]*(?:is|are|là)?[*_ ]*[:：=][*_ ]*"
              + "|(?<![\\p{L}])(?:answer|result|option|choice|correct one|sentiment|label|category) (?:is|are|would be)[*_: ]*"
              + "|(?:đáp án|đáp số|kết quả|câu trả lời)(?: đúng| cuối cùng)? là[*_: ]*"
              + "|(?:正确答案|答案|最终答案|结果|标签|类别|情感)[*_ ]*(?:[:：]|是|为|应为|选)[*_：: ]*"
              + "|####[ ]*",
          FLAGS);

  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{([^{}]{1,80})\\}");
  private static final Pattern CHOICE_ALONE =
      Pattern.compile("^\\W*([A-Ha-h])(?:\\W*$|[).:：、．]\\W*\\S.*)", Pattern.DOTALL);
  private static final Pattern CHOICE_SAID =
      Pattern.compile(
          "(?:^|[^\\p{L}\\d])(?:option|choice|letter|phương án|lựa chọn|câu|选项?|选择)[*_ :：(]*([A-H])(?![A-Za-z\\d])"
              + "|[(（]([A-H])[)）]"
              + "|(?:^|[\\s*_])([A-H])[.):：](?=\\s|\\*|$)",
          Pattern.UNICODE_CASE);
  private static final Pattern CHOICE_FIRST = Pattern.compile("^[*_(（\\s]*([A-H])(?![A-Za-z\\d])");
  private static final Pattern YES_OR_NO =
      Pattern.compile(
          "^(yes|no|true|false|có|không|đúng|sai|是|否|不是|对|不对|正确|错误)(?=[\\s,.，。!！:：]|$)", FLAGS);

  /** A number alone, with its unit at the most: a heading begins with a word. */
  private static final Pattern EMPHASISED =
      Pattern.compile("\\*\\*([$€£¥]?\\d[^*\\n]{0,30})\\*\\*");

  private static final Pattern BOLD = Pattern.compile("\\*\\*([^*\\n]{1,40})\\*\\*");

  private Extraction() {}

  /**
   * The value of an answer, normalised: a plain decimal number or fraction, one upper-case letter,
   * a lower-case label, or compact JSON with sorted keys.
   *
   * @param language the task's, as {@link io.chorus.operators.analysis.Analysis#language}: it tells
   *     what {@code 360.000} is
   * @return null where the answer holds none, and always for {@link AnswerForm#OPEN}
   */
  public static String value(AnswerForm form, String language, String answer) {
    return switch (form) {
      case OPEN -> null;
      case NUMBER -> number(language, tail(answer));
      case CHOICE -> choice(tail(answer).strip());
      case LABEL -> label(head(answer).strip());
      case JSON -> json(answer);
    };
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - LOOKED_AT));
  }

  private static String head(String text) {
    return text.substring(0, Math.min(LOOKED_AT, text.length()));
  }

  private static String number(String language, String text) {
    Numbers numbers = Numbers.of(language, text);
    String boxed = lastGroup(BOXED, text);
    String said = boxed != null ? boxed : afterMarker(text);
    String value = said == null ? null : numbers.first(said);
    if (value == null) {
      value = numbers.first(Objects.requireNonNullElse(lastGroup(EMPHASISED, text), ""));
    }
    return value != null ? value : numbers.last(text);
  }

  /** What stands behind the last marker, to the end of its line. */
  private static String afterMarker(String text) {
    Matcher marker = MARKER.matcher(text);
    int from = -1;
    while (marker.find()) {
      from = marker.end();
    }
    return from < 0 ? null : text.substring(from).lines().findFirst().orElse(null);
  }

  private static String choice(String text) {
    Matcher alone = CHOICE_ALONE.matcher(text);
    if (alone.matches() && text.length() < LABEL_WORDS) {
      return alone.group(1).toUpperCase(Locale.ROOT);
    }
    String said = afterMarker(text);
    Matcher marked = CHOICE_FIRST.matcher(said == null ? "" : said);
    if (marked.find()) {
      return marked.group(1);
    }
    String named = lastGroup(CHOICE_SAID, text);
    Matcher first = CHOICE_FIRST.matcher(text);
    return named == null && first.find() ? first.group(1) : named;
  }

  private static String label(String text) {
    String line = text.lines().findFirst().orElse("");
    Matcher yesOrNo = YES_OR_NO.matcher(line.replaceFirst("^\\W+(?=\\p{ASCII})", ""));
    if (yesOrNo.find()) {
      return clean(yesOrNo.group(1));
    }
    String said = afterMarker(text);
    if (isShort(said)) {
      return clean(said);
    }
    if (isShort(text)) {
      return clean(text);
    }
    return isShort(line) ? clean(line) : clean(lastGroup(BOLD, text));
  }

  private static boolean isShort(String text) {
    return text != null
        && !text.isBlank()
        && text.indexOf('\n') < 0
        && text.codePointCount(0, text.length()) <= LABEL_WORDS * 8
        && text.strip().split("\\s+").length <= LABEL_WORDS;
  }

  private static String clean(String text) {
    if (text == null) {
      return null;
    }
    String bare =
        text.toLowerCase(Locale.ROOT).replaceAll("^[\\P{L}&&[^\\d]]+|[\\P{L}&&[^\\d]]+$", "");
    return bare.isEmpty() ? null : bare.replaceAll("\\s+", " ");
  }

  private static String json(String answer) {
    JsonNode document = JsonText.in(answer);
    return document == null ? null : JsonText.canonical(document);
  }

  /** The last match's first group that took part. */
  private static String lastGroup(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    String last = null;
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        last = matcher.group(group) == null ? last : matcher.group(group);
      }
    }
    return last;
  }
}

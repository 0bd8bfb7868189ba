package io.chorus.operators.analysis;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How hard a task is and how long its answer will be, by rules of thumb. */
final class Effort {
  /** What a task of this kind is like when nothing else is known. */
  private record Usual(double difficulty, int outputTokens) {}

  private static final Map<String, Usual> USUAL =
      Map.of(
          Kinds.CODE, new Usual(0.5, 450),
          Kinds.MATH, new Usual(0.45, 200),
          Kinds.EXTRACTION, new Usual(0.25, 120),
          Kinds.SUMMARIZATION, new Usual(0.3, 130),
          Kinds.TRANSLATION, new Usual(0.3, 0),
          Kinds.QA, new Usual(0.25, 280),
          Kinds.CLASSIFICATION, new Usual(0.15, 60),
          Kinds.REWRITING, new Usual(0.25, 0),
          Kinds.CREATIVE, new Usual(0.3, 450),
          Kinds.CHAT, new Usual(0.05, 90));

  private static final int FEW = 20;
  private static final int MARGIN = 50;
  private static final double DEMANDING = 0.2;
  private static final double LONGEST = 0.3;
  private static final int LONG_CHARACTERS = 4_000;
  private static final int MOST_WORDS = 20_000;

  private static final Pattern LENGTH =
      Pattern.compile(
          "(\\d{1,5})[- ]{0,2}(words?|từ|chữ|字|sentences?|câu|句|paragraphs?|đoạn|段|pages?|trang|页)");
  private static final Map<String, Double> TOKENS =
      Map.ofEntries(
          Map.entry("word", 1.4),
          Map.entry("từ", 1.7),
          Map.entry("chữ", 1.7),
          Map.entry("字", 0.7),
          Map.entry("sentence", 25.0),
          Map.entry("câu", 25.0),
          Map.entry("句", 25.0),
          Map.entry("paragraph", 100.0),
          Map.entry("đoạn", 100.0),
          Map.entry("段", 100.0),
          Map.entry("page", 500.0),
          Map.entry("trang", 500.0),
          Map.entry("页", 500.0));

  private Effort() {}

  /** In [0,1]. */
  static double difficulty(String kind, String prompt, Set<Cues> cues) {
    double length = LONGEST * Math.min(1, prompt.length() / (double) LONG_CHARACTERS);
    double demands = cues.contains(Cues.DEMANDING) ? DEMANDING : 0;
    return Math.min(1, USUAL.get(kind).difficulty() + length + demands);
  }

  /**
   * Expected tokens of the answer, 1 or more: what the prompt asks for, else what is usual.
   *
   * @param promptTokens of the prompt, since a translation is as long as what is translated
   */
  static long outputTokens(String kind, AnswerForm form, String text, double promptTokens) {
    Matcher length = LENGTH.matcher(text);
    if (form == AnswerForm.OPEN && length.find()) {
      return Math.max(1, Math.round(asked(length)));
    }
    if (form == AnswerForm.LABEL || form == AnswerForm.CHOICE) {
      return FEW;
    }
    int usual = USUAL.get(kind).outputTokens();
    return usual == 0 ? Math.round(promptTokens) + MARGIN : usual;
  }

  private static double asked(Matcher length) {
    int count = Math.min(MOST_WORDS, Integer.parseInt(length.group(1)));
    String unit = length.group(2);
    Double tokens = TOKENS.get(unit);
    return count * (tokens == null ? TOKENS.get(unit.substring(0, unit.length() - 1)) : tokens);
  }
}

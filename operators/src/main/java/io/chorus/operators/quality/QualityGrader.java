package io.chorus.operators.quality;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.operators.analysis.Analysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Grades an answer by what can be seen without understanding it. Every fault found multiplies the
 * score by its weight. Thread-safe.
 */
public final class QualityGrader {
  private static final double TRUNCATED = 0.5;
  private static final double REFUSAL = 0.2;
  private static final double REPETITION = 0.3;
  private static final double ECHO = 0.3;

  private static final int SHINGLE = 16;
  private static final int LONG_ENOUGH_TO_REPEAT = 200;
  private static final int LONG_ENOUGH_TO_ECHO = 30;
  private static final int LOOKED_AT = 2_000;

  private static final Pattern REFUSES =
      Pattern.compile(
          "^\\W*((i['’]?m |i am )?(sorry|afraid)[,.]? (but )?(i |that )?(can['’]?t|cannot|can not|am"
              + " unable|won['’]?t)|i (can['’]?t|cannot|can not|won['’]?t) (help|assist|comply|do"
              + " that|provide|answer)|as an ai\\b|i['’]?m (unable|not able) to|(rất |tôi )?(xin lỗi|rất"
              + " tiếc)[^.]{0,20}(không thể|không được)|tôi không thể|(很|非常)?(抱歉|对不起)"
              + "[^。]{0,10}(不能|无法|没法)|我(不能|无法)(回答|提供|帮助|协助))",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  public Grade grade(ChatRequest request, ChatAnswer answer, Analysis analysis) {
    return grade(request, answer, analysis, null);
  }

  /**
   * @param schema what the answer must obey, or null
   */
  public Grade grade(
      ChatRequest request, ChatAnswer answer, Analysis analysis, AnswerSchema schema) {
    if (answer.text().isBlank()) {
      return new Grade(0, List.of("empty"));
    }
    List<String> reasons = new ArrayList<>();
    double score = 1;
    if ("length".equals(answer.finishReason())) {
      score *= fault(reasons, "truncated", TRUNCATED);
    }
    if (REFUSES.matcher(answer.text()).lookingAt()) {
      score *= fault(reasons, "refusal", REFUSAL);
    }
    if (repeatsItself(answer.text())) {
      score *= fault(reasons, "repetition", REPETITION);
    }
    if (echoes(request.lastUserMessage(), answer.text())) {
      score *= fault(reasons, "prompt_echo", ECHO);
    }
    return new Grade(score, reasons);
  }

  private static double fault(List<String> reasons, String name, double weight) {
    reasons.add(name);
    return weight;
  }

  /** True where fewer than half of the last part's shingles are different ones. */
  private static boolean repeatsItself(String text) {
    String tail = letters(text.substring(Math.max(0, text.length() - LOOKED_AT)));
    if (tail.length() < LONG_ENOUGH_TO_REPEAT) {
      return false;
    }
    int[] hashes = new int[tail.length() - SHINGLE + 1];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(tail, i, i + SHINGLE);
    }
    return distinct(hashes) * 2 < hashes.length;
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private static int distinct(int[] numbers) {
    Arrays.sort(numbers);
    int distinct = 1;
    for (int i = 1; i < numbers.length; i++) {
      distinct += numbers[i] == numbers[i - 1] ? 0 : 1;
    }
    return distinct;
  }

  private static boolean echoes(String prompt, String answer) {
    if (answer.length() > 2L * prompt.length() || !startsAlike(prompt, answer)) {
      return false;
    }
    String asked = letters(prompt);
    String said = letters(answer);
    return asked.length() >= LONG_ENOUGH_TO_ECHO
        && said.startsWith(asked)
        && said.length() - asked.length() < asked.length() / 5;
  }

  /** Most answers don't, which spares the look at the whole. */
  private static boolean startsAlike(String prompt, String answer) {
    String asked = letters(head(prompt));
    String said = letters(head(answer));
    return asked.regionMatches(0, said, 0, Math.min(asked.length(), said.length()));
  }

  private static String head(String text) {
    return text.substring(0, Math.min(text.length(), LONG_ENOUGH_TO_ECHO));
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        letters.append(text.charAt(i));
      }
    }
    return letters.toString().toLowerCase(Locale.ROOT);
  }
}

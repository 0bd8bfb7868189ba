package io.chorus.operators.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.AnswerForm;
import io.chorus.operators.analysis.Kinds;
import io.chorus.operators.analysis.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Grades an answer by what can be seen without understanding it, after what its kind of task asks
 * for. Every fault found multiplies the score by its weight. Thread-safe.
 */
public final class QualityGrader {
  private static final RefusalClassifier REFUSALS = RefusalClassifier.load();

  /** Which grader it is: a hash of its model. */
  public static final String VERSION = REFUSALS.version();

  /** What may be wrong, and what remains of the score. */
  private enum Fault {
    EMPTY(0),
    SCHEMA_VIOLATED(0.1),
    ADDRESSES_JUDGE(0.1),
    REFUSAL(0.2),
    REPETITION(0.3),
    PROMPT_ECHO(0.3),
    BROKEN_JSON(0.3),
    FLATTERY(0.3),
    WRONG_LANGUAGE(0.4),
    OFF_TOPIC(0.5),
    TRUNCATED(0.5),
    /** Most of these are careful answers, and good ones. */
    PARTIAL_REFUSAL(0.6),
    BROKEN_FENCE(0.7),
    LENGTH(0.8);

    private final double remains;

    Fault(double remains) {
      this.remains = remains;
    }

    String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final double REFUSES = 0.5;

  /** A refusal that is longer than this has an answer in it, and has to be a likely one. */
  private static final int LONG_REFUSAL = 1_200;

  private static final double SURELY_REFUSES = 0.8;

  /** Only who was asked for so much can be far too short. */
  private static final int LONG_TOKENS = 500;

  private static final int MUCH_SHORTER = 5;
  private static final int MUCH_LONGER = 12;
  private static final int SHORT_TOKENS = 100;

  /** Their answers repeat what the prompt says, refusals too. */
  private static final Set<String> OF_A_TEXT =
      Set.of(Kinds.TRANSLATION, Kinds.REWRITING, Kinds.SUMMARIZATION, Kinds.EXTRACTION);

  /** Their answers may well have no word of the prompt. */
  private static final Set<String> OTHER_WORDS =
      Set.of(Kinds.TRANSLATION, Kinds.CODE, Kinds.MATH, Kinds.CHAT, Kinds.CLASSIFICATION);

  private static final Set<String> MAY_PRAISE =
      Set.of(Kinds.CHAT, Kinds.TRANSLATION, Kinds.REWRITING);

  private static final Set<String> ANY_LANGUAGE = Set.of(Kinds.TRANSLATION, Kinds.CODE);

  /** Whether an answer sounds like a refusal, whatever it was asked for. */
  public static boolean mayRefuse(String text) {
    return REFUSALS.probability(text) >= REFUSES;
  }

  /** The grade of one answer. */
  public Grade grade(ChatRequest request, ChatAnswer answer, Analysis analysis) {
    String text = answer.text();
    if (text.isBlank()) {
      return grade(answer.toolCalls().isEmpty() ? List.of(Fault.EMPTY) : List.of());
    }
    String prompt = request.lastUserMessage();
    List<Fault> faults = new ArrayList<>();
    note(faults, Fault.TRUNCATED, "length".equals(answer.finishReason()));
    refusal(faults, prompt, text, analysis);
    note(faults, Fault.REPETITION, Repetition.in(text));
    note(faults, Fault.PROMPT_ECHO, PromptEcho.in(prompt, text));
    note(faults, Fault.ADDRESSES_JUDGE, JudgeTalk.in(text));
    note(faults, Fault.WRONG_LANGUAGE, isWrongLanguage(prompt, text, analysis));
    note(faults, Fault.BROKEN_FENCE, Markup.hasOpenFence(text));
    form(faults, request, text, analysis);
    note(faults, Fault.LENGTH, isOutOfRange(text, analysis));
    if (faults.isEmpty() && analysis.form() == AnswerForm.OPEN) {
      note(faults, Fault.FLATTERY, isFlattery(prompt, text, analysis));
      note(faults, Fault.OFF_TOPIC, faults.isEmpty() && isOffTopic(prompt, text, analysis));
    }
    return grade(faults);
  }

  private static Grade grade(List<Fault> faults) {
    double score = 1;
    for (Fault fault : faults) {
      score *= fault.remains;
    }
    return new Grade(score, faults.stream().map(Fault::reason).toList());
  }

  private static void note(List<Fault> faults, Fault fault, boolean found) {
    if (found) {
      faults.add(fault);
    }
  }

  private static void refusal(List<Fault> faults, String prompt, String text, Analysis analysis) {
    boolean isLong = text.length() > LONG_REFUSAL;
    boolean refuses = REFUSALS.probability(text) >= (isLong ? SURELY_REFUSES : REFUSES);
    if (refuses && !isOfSuchAText(prompt, analysis)) {
      faults.add(isLong ? Fault.PARTIAL_REFUSAL : Fault.REFUSAL);
    }
  }

  /** The translation of a refusal is none. */
  private static boolean isOfSuchAText(String prompt, Analysis analysis) {
    int colon = Math.max(prompt.indexOf(':'), prompt.indexOf('：'));
    return OF_A_TEXT.contains(analysis.kind())
        && REFUSALS.probability(prompt.substring(colon + 1)) >= REFUSES;
  }

  private static boolean isWrongLanguage(String prompt, String text, Analysis analysis) {
    return !ANY_LANGUAGE.contains(analysis.kind())
        && analysis.form() == AnswerForm.OPEN
        && Language.differs(prompt, analysis.language(), text);
  }

  private static void form(
      List<Fault> faults, ChatRequest request, String text, Analysis analysis) {
    AnswerSchema schema = AnswerSchema.of(request);
    if (schema != null) {
      JsonNode document = JsonText.in(text);
      note(faults, Fault.SCHEMA_VIOLATED, document == null || !schema.allows(document));
    } else if (analysis.form() == AnswerForm.JSON) {
      note(faults, Fault.BROKEN_JSON, JsonText.in(text) == null);
    } else {
      note(faults, Fault.BROKEN_JSON, Markup.hasBrokenJson(text));
    }
  }

  private static boolean isOutOfRange(String text, Analysis analysis) {
    int expected = analysis.expectedOutputTokens();
    double tokens = Language.tokens(text);
    return analysis.form() == AnswerForm.OPEN
        && ((expected >= LONG_TOKENS && tokens * MUCH_SHORTER < expected)
            || tokens > (double) MUCH_LONGER * Math.max(expected, SHORT_TOKENS));
  }

  private static boolean isOffTopic(String prompt, String text, Analysis analysis) {
    return !OTHER_WORDS.contains(analysis.kind()) && Topic.isMissed(prompt, text);
  }

  /** Praise, and nothing of what was asked. */
  private static boolean isFlattery(String prompt, String text, Analysis analysis) {
    return !MAY_PRAISE.contains(analysis.kind())
        && Flattery.in(text)
        && Topic.isIgnored(prompt, text);
  }
}

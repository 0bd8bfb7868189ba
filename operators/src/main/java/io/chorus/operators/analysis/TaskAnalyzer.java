package io.chorus.operators.analysis;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Task;
import java.util.Locale;
import java.util.Set;

/** Understands a task by cheap rules: a few microseconds for a page of text. Thread-safe. */
public final class TaskAnalyzer {
  /** Which analyzer it is: a hash of its model. */
  public static final String VERSION = "rules";

  private static final int LOOKED_AT = 4_000;
  private static final int EXPECTED_OUTPUT_TOKENS = 400;
  private static final int EXPECTED_CLOSED_TOKENS = 50;

  private static final String OPERATORS = "-+*/^×÷=%";
  private static final int CHOICES = 2;

  /** What the payload of a task asks for. */
  public Analysis analyze(Task task) {
    return analyze(Json.readOwn(task.payload().text(), ChatRequest.class));
  }

  /** What a request asks for. */
  public Analysis analyze(ChatRequest request) {
    String prompt = request.lastUserMessage();
    String start = prompt.length() > LOOKED_AT ? prompt.substring(0, LOOKED_AT) : prompt;
    String text = start.toLowerCase(Locale.ROOT);
    Set<Cues> cues = Cues.in(text);
    String kind = kind(cues, text);
    boolean closed = isClosed(kind, cues, text);
    long output = Math.max(1, outputTokens(request, kind, prompt, closed));
    long tokens = inputTokens(request, kind) + output;
    return new Analysis(
        kind,
        kind.equals(Kinds.CHAT) ? Kinds.QA : Kinds.CHAT,
        0.5,
        Script.language(text),
        0.5,
        (int) Math.min(Integer.MAX_VALUE, Math.max(1, tokens)),
        (int) Math.min(Integer.MAX_VALUE, output),
        closed ? form(kind, text) : AnswerForm.OPEN);
  }

  /** The first that fits, in this order. */
  private static String kind(Set<Cues> cues, String text) {
    if (cues.contains(Cues.CODE)) {
      return Kinds.CODE;
    } else if (cues.contains(Cues.TRANSLATE)) {
      return Kinds.TRANSLATION;
    } else if (cues.contains(Cues.SUMMARIZE)) {
      return Kinds.SUMMARIZATION;
    } else if (cues.contains(Cues.CLASSIFY)) {
      return Kinds.CLASSIFICATION;
    } else if (cues.contains(Cues.EXTRACT)) {
      return Kinds.EXTRACTION;
    }
    return isMath(cues, text) ? Kinds.MATH : Kinds.CHAT;
  }

  private static AnswerForm form(String kind, String text) {
    if (kind.equals(Kinds.MATH)) {
      return AnswerForm.NUMBER;
    }
    return text.lines().filter(TaskAnalyzer::isChoice).limit(CHOICES).count() == CHOICES
        ? AnswerForm.CHOICE
        : AnswerForm.LABEL;
  }

  private static boolean isMath(Set<Cues> cues, String text) {
    return hasSum(text)
        || (cues.contains(Cues.QUANTITY) && text.chars().anyMatch(TaskAnalyzer::isDigit));
  }

  /** True where an operator stands between two digits. */
  private static boolean hasSum(String text) {
    boolean digitBefore = false;
    boolean operator = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isDigit(c) && operator) {
        return true;
      } else if (!Character.isWhitespace(c)) {
        operator = digitBefore && OPERATORS.indexOf(c) >= 0;
        digitBefore = isDigit(c);
      }
    }
    return false;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isClosed(String kind, Set<Cues> cues, String text) {
    return kind.equals(Kinds.MATH)
        || kind.equals(Kinds.CLASSIFICATION)
        || cues.contains(Cues.ONE_OF_FEW)
        || text.lines().filter(TaskAnalyzer::isChoice).limit(CHOICES).count() == CHOICES;
  }

  /** A line like {@code (b) Paris} or {@code c. Rome}. */
  private static boolean isChoice(String line) {
    String choice = line.strip();
    int letter = choice.startsWith("(") ? 1 : 0;
    return choice.length() > letter + 3
        && choice.charAt(letter) >= 'a'
        && choice.charAt(letter) <= 'd'
        && ").".indexOf(choice.charAt(letter + 1)) >= 0
        && choice.charAt(letter + 2) == ' ';
  }

  private static long inputTokens(ChatRequest request, String kind) {
    double tokens = 0;
    for (ChatMessage message : request.messages()) {
      tokens += Script.tokens(message.content(), kind.equals(Kinds.CODE));
    }
    return (long) Math.ceil(tokens);
  }

  private static long outputTokens(
      ChatRequest request, String kind, String prompt, boolean closed) {
    long expected = closed ? EXPECTED_CLOSED_TOKENS : EXPECTED_OUTPUT_TOKENS;
    if (kind.equals(Kinds.TRANSLATION)) {
      expected = (long) Script.tokens(prompt, false) + EXPECTED_CLOSED_TOKENS;
    }
    return request.maxTokens() == null ? expected : Math.min(expected, request.maxTokens());
  }
}

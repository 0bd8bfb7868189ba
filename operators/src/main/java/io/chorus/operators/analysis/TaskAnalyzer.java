package io.chorus.operators.analysis;

import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Script;
import io.chorus.contracts.Task;
import io.chorus.operators.analysis.KindClassifier.Likely;
import java.util.Set;

/** Understands a task in some tens of microseconds for a page of text. Thread-safe. */
public final class TaskAnalyzer {
  private static final KindClassifier CLASSIFIER = KindClassifier.load();

  /** Which analyzer it is: a hash of its model. */
  public static final String VERSION = CLASSIFIER.version();

  /** What the payload of a task asks for. */
  public Analysis analyze(Task task) {
    return analyze(Json.readOwn(task.payload().text(), ChatRequest.class));
  }

  /** What the last message of the user asks for. */
  public Analysis analyze(ChatRequest request) {
    String prompt = request.lastUserMessage();
    String text = KindClassifier.start(prompt);
    Likely likely = CLASSIFIER.ofStart(text);
    Set<Cues> cues = Cues.in(text);
    String kind = likely.kind();
    AnswerForm form =
        request.responseFormat() == null ? Forms.of(kind, text, cues) : AnswerForm.JSON;
    long output = outputTokens(request, kind, form, text);
    return new Analysis(
        kind,
        likely.secondKind(),
        likely.confidence(),
        Script.language(text),
        Effort.difficulty(kind, prompt, cues),
        bounded(request.estimatedTokens(kind.equals(Kinds.CODE)) + output),
        bounded(output),
        form);
  }

  private static int bounded(long tokens) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, tokens));
  }

  private static long outputTokens(ChatRequest request, String kind, AnswerForm form, String text) {
    double promptTokens = Script.tokens(request.lastUserMessage(), false);
    long expected = Effort.outputTokens(kind, form, text, promptTokens);
    return request.maxTokens() == null ? expected : Math.min(expected, request.maxTokens());
  }
}

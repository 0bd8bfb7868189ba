package io.chorus.operators.redaction;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What engines see of a request, and what they don't.
 *
 * @param payload a {@link io.chorus.contracts.ChatRequest} as JSON, with placeholders
 * @param hidden what stands behind each of them
 */
public record Redacted(Payload payload, Map<String, String> hidden) {
  static final Pattern PLACEHOLDER = Pattern.compile("\\[[A-Z]{2,5}_[0-9]{1,6}]");

  /**
   * An answer with what stands behind its placeholders; those that nothing stands behind stay.
   *
   * @param answer a {@link ChatAnswer} as JSON
   */
  public Payload restored(Payload answer) {
    ChatAnswer said = Json.readOwn(answer.text(), ChatAnswer.class);
    List<ToolCall> calls =
        said.toolCalls().stream()
            .map(c -> new ToolCall(c.id(), c.name(), restored(c.arguments()), c.signature()))
            .toList();
    return Payload.of(
        Json.writeText(new ChatAnswer(restored(said.text()), said.finishReason(), calls)));
  }

  private String restored(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(hidden.getOrDefault(match.group(), match.group())));
  }

  @Override
  public String toString() {
    return "Redacted[" + hidden.size() + " placeholders]";
  }
}

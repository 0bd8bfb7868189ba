package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.chorus.contracts.ChatCompletion;
import java.util.List;
import java.util.Map;

/**
 * A part of an answer as OpenAI's {@code chat.completion.chunk}.
 *
 * @param created Unix seconds, the same in all chunks of an answer
 * @param choices one, or none in the chunk of the usage
 * @param usage null in all chunks but the last
 * @param chorus how the answer came about; null before the end
 */
record ChatChunk(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @JsonInclude(JsonInclude.Include.NON_NULL) ChatCompletion.TokenUsage usage,
    @JsonInclude(JsonInclude.Include.NON_NULL) ChatCompletion.Chorus chorus) {
  private static final String OBJECT = "chat.completion.chunk";

  /**
   * What is new.
   *
   * @param logprobs always null
   * @param finishReason null before the end
   */
  record Choice(int index, Delta delta, Map<String, Object> logprobs, String finishReason) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Delta(String role, String content, List<Call> toolCalls) {
    static final Delta NOTHING = new Delta(null, null, null);

    @Override
    public String toString() {
      return "Delta";
    }
  }

  /** A tool call, with its place among the answer's calls. */
  record Call(int index, @JsonUnwrapped ChatCompletion.Called call) {}

  /** The parts of one answer. */
  record Parts(String id, long created, String model) {

    /** What opens every answer. */
    ChatChunk role() {
      return chunk(new Delta("assistant", "", null), null);
    }

    ChatChunk text(String text) {
      return chunk(new Delta(null, text, null), null);
    }

    ChatChunk call(int index, ChatCompletion.Called call) {
      return chunk(new Delta(null, null, List.of(new Call(index, call))), null);
    }

    ChatChunk finish(String reason, ChatCompletion.Chorus chorus) {
      return new ChatChunk(
          id, OBJECT, created, model, choices(Delta.NOTHING, reason), null, chorus);
    }

    ChatChunk usage(ChatCompletion.TokenUsage usage) {
      return new ChatChunk(id, OBJECT, created, model, List.of(), usage, null);
    }

    private ChatChunk chunk(Delta delta, String finishReason) {
      return new ChatChunk(id, OBJECT, created, model, choices(delta, finishReason), null, null);
    }

    private static List<Choice> choices(Delta delta, String finishReason) {
      return List.of(new Choice(0, delta, null, finishReason));
    }
  }
}

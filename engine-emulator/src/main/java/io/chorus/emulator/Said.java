package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An answer, in no protocol's own form.
 *
 * @param model the model that gives it
 * @param calls tools that it wants called
 * @param stopSequence where it stopped, with {@link Finish#STOP_SEQUENCE}; null otherwise
 */
record Said(String model, String text, List<Call> calls, Finish finish, String stopSequence) {

  /** Why an answer ends. */
  enum Finish {
    END,
    STOP_SEQUENCE,
    LENGTH,
    TOOL_CALLS,
    REFUSAL,
    /** Nothing was said at all. */
    EMPTY
  }

  record Call(String name, JsonNode arguments) {}

  static Said text(String model, String text) {
    return new Said(model, text, List.of(), Finish.END, null);
  }

  long tokens() {
    long tokens = Bodies.tokens(text);
    for (Call call : calls) {
      tokens += Bodies.tokens(call.name()) + Bodies.tokens(call.arguments().toString());
    }
    return tokens;
  }

  /** The same answer with another end and nothing said. */
  Said ended(Finish other) {
    return new Said(model, "", List.of(), other, null);
  }
}

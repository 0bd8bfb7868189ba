package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.emulator.Said.Finish;
import java.util.List;
import java.util.Locale;

/**
 * Makes up answers: a tool call where one is required or the prompt names a tool, JSON that follows
 * the schema where one is given, else a text that says that no engine was called. Always the same
 * for the same call.
 */
final class Generator {
  private static final int QUOTED_CHARS = 80;

  private Generator() {}

  static Said answer(String engine, Protocol.Asked asked) {
    Wishes.Offer tool = tool(asked);
    if (tool != null) {
      JsonNode arguments =
          tool.parameters().isObject()
              ? SchemaExample.of(tool.parameters(), "example")
              : Bodies.object();
      Said.Call call = new Said.Call(tool.name(), arguments);
      return new Said(asked.model(), "", List.of(call), Finish.TOOL_CALLS, null);
    }
    String text = asked.wishes().json() ? json(engine, asked) : text(engine, asked);
    return cut(asked.model(), text, asked.wishes());
  }

  private static Wishes.Offer tool(Protocol.Asked asked) {
    Wishes.Toolbox tools = asked.wishes().tools();
    if (tools == null) {
      return null;
    }
    if (tools.named() != null) {
      return tools.offers().stream()
          .filter(offer -> offer.name().equals(tools.named()))
          .findFirst()
          .orElse(null);
    }
    if (asked.wishes().toolResult() != null) {
      return null;
    }
    String prompt = asked.prompt().toLowerCase(Locale.ROOT);
    for (Wishes.Offer offer : tools.offers()) {
      if (prompt.contains(offer.name().toLowerCase(Locale.ROOT))) {
        return offer;
      }
    }
    return tools.required() ? tools.offers().get(0) : null;
  }

  private static String json(String engine, Protocol.Asked asked) {
    JsonNode schema = asked.wishes().schema();
    return schema == null
        ? Bodies.object().put("answer", text(engine, asked)).toString()
        : SchemaExample.of(schema, quoted(asked.prompt())).toString();
  }

  private static String text(String engine, Protocol.Asked asked) {
    String result = asked.wishes().toolResult();
    return "[emulated "
        + engine
        + " answer] You asked: “"
        + quoted(asked.prompt())
        + "”."
        + (result == null ? "" : " The tool said: “" + quoted(result) + "”.")
        + " No engine was called: this text comes from the engine emulator, which has no recorded answer to this prompt.";
  }

  private static String quoted(String text) {
    long chars = text.codePoints().limit(QUOTED_CHARS + 1).count();
    int end = text.offsetByCodePoints(0, (int) Math.min(QUOTED_CHARS, chars));
    String quoted = text.substring(0, end).replaceAll("\\s+", " ").strip();
    return chars > QUOTED_CHARS ? quoted + "…" : quoted;
  }

  private static Said cut(String model, String text, Wishes wishes) {
    int stopAt = text.length();
    String stopSequence = null;
    for (String stop : wishes.stop()) {
      int at = stop.isEmpty() ? -1 : text.indexOf(stop);
      if (at >= 0 && at < stopAt) {
        stopAt = at;
        stopSequence = stop;
      }
    }
    String said = text.substring(0, stopAt);
    if (wishes.maxTokens() != null && Bodies.tokens(said) > wishes.maxTokens()) {
      int end = said.offsetByCodePoints(0, (int) (wishes.maxTokens() * Bodies.CHARS_PER_TOKEN));
      return new Said(model, said.substring(0, end), List.of(), Finish.LENGTH, null);
    }
    return new Said(
        model,
        said,
        List.of(),
        stopSequence == null ? Finish.END : Finish.STOP_SEQUENCE,
        stopSequence);
  }
}

package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Chunks of a chat completion. */
final class OpenAiFold implements StreamFold {
  private final Consumer<String> heard;
  private final ObjectNode body = EngineJson.object();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final Map<Integer, Call> calls = new TreeMap<>();
  private String finish;

  OpenAiFold(Consumer<String> heard) {
    this.heard = heard;
  }

  private static final class Call {
    private String id;
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
  }

  @Override
  public boolean add(JsonNode data) {
    for (String field : new String[] {"model", "usage", "error"}) {
      if (data.hasNonNull(field)) {
        body.set(field, data.get(field));
      }
    }
    JsonNode choice = data.path("choices").path(0);
    JsonNode delta = choice.path("delta");
    hear(delta.path("content").asText(""));
    refusal.append(delta.path("refusal").asText(""));
    delta.path("tool_calls").forEach(this::addCall);
    if (choice.hasNonNull("finish_reason")) {
      finish = choice.path("finish_reason").asText();
    }
    return true;
  }

  private void hear(String text) {
    if (!text.isEmpty()) {
      content.append(text);
      heard.accept(text);
    }
  }

  private void addCall(JsonNode part) {
    Call call = calls.computeIfAbsent(part.path("index").asInt(0), index -> new Call());
    if (part.hasNonNull("id")) {
      call.id = part.path("id").asText();
    }
    call.name.append(part.path("function").path("name").asText(""));
    call.arguments.append(part.path("function").path("arguments").asText(""));
  }

  @Override
  public boolean isComplete() {
    return finish != null || body.has("error");
  }

  @Override
  public ObjectNode body() {
    ObjectNode choice = body.putArray("choices").addObject();
    ObjectNode message = choice.putObject("message").put("content", content.toString());
    if (!refusal.isEmpty()) {
      message.put("refusal", refusal.toString());
    }
    if (!calls.isEmpty()) {
      putCalls(message.putArray("tool_calls"));
    }
    choice.put("finish_reason", finish);
    return body;
  }

  private void putCalls(ArrayNode list) {
    for (Call call : calls.values()) {
      ObjectNode node = list.addObject();
      if (call.id != null) {
        node.put("id", call.id);
      }
      node.putObject("function")
          .put("name", call.name.toString())
          .put("arguments", call.arguments.isEmpty() ? "{}" : call.arguments.toString());
    }
  }
}

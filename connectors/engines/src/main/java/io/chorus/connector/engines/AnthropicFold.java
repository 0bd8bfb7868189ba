package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Events of a message. */
final class AnthropicFold implements StreamFold {
  private final Consumer<String> heard;
  private final ObjectNode body = EngineJson.object();
  private final ObjectNode usage = body.putObject("usage");
  private final Map<Integer, Block> blocks = new TreeMap<>();
  private boolean stopped;

  AnthropicFold(Consumer<String> heard) {
    this.heard = heard;
  }

  private record Block(JsonNode start, StringBuilder text, StringBuilder json) {
    String type() {
      return start.path("type").asText("text");
    }
  }

  @Override
  public boolean add(JsonNode data) {
    switch (data.path("type").asText()) {
      case "message_start" -> start(data.path("message"));
      case "content_block_start" -> start(data, data.path("content_block"));
      case "content_block_delta" -> delta(data, data.path("delta"));
      case "message_delta" -> end(data);
      case "message_stop" -> stopped = true;
      case "error" -> body.set("error", data.path("error"));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void start(JsonNode message) {
    body.set("model", message.path("model"));
    addUsage(message.path("usage"));
  }

  private void addUsage(JsonNode counts) {
    if (counts instanceof ObjectNode object) {
      usage.setAll(object);
    }
  }

  private void start(JsonNode data, JsonNode start) {
    hear(block(data, start), start.path("text").asText(""));
  }

  private void hear(Block block, String text) {
    block.text().append(text);
    if (block.type().equals("text") && !text.isEmpty()) {
      heard.accept(text);
    }
  }

  private Block block(JsonNode data, JsonNode start) {
    return blocks.computeIfAbsent(
        data.path("index").asInt(0),
        index -> new Block(start, new StringBuilder(), new StringBuilder()));
  }

  private void delta(JsonNode data, JsonNode delta) {
    Block block = block(data, MissingNode.getInstance());
    hear(block, delta.path("text").asText(""));
    block.json().append(delta.path("partial_json").asText(""));
  }

  private void end(JsonNode data) {
    if (data.path("delta").hasNonNull("stop_reason")) {
      body.set("stop_reason", data.path("delta").path("stop_reason"));
    }
    addUsage(data.path("usage"));
  }

  @Override
  public boolean isComplete() {
    return stopped || body.has("stop_reason") || body.has("error");
  }

  @Override
  public ObjectNode body() {
    ArrayNode content = body.putArray("content");
    for (Block block : blocks.values()) {
      ObjectNode node = content.addObject();
      node.put("type", block.type());
      node.put("text", block.text().toString());
      if (block.type().equals("tool_use")) {
        node.set("id", block.start().path("id"));
        node.set("name", block.start().path("name"));
        putInput(node, block.json().toString());
      }
    }
    return body;
  }

  /** Input that a limit cut off is no JSON: it stays as text. */
  private static void putInput(ObjectNode node, String json) {
    JsonNode input =
        json.isBlank()
            ? EngineJson.object()
            : EngineJson.tree(json.getBytes(StandardCharsets.UTF_8));
    if (input.isMissingNode()) {
      node.put("input", json);
    } else {
      node.set("input", input);
    }
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Anthropic's messages. */
final class AnthropicProtocol implements Protocol {
  private static final Set<String> ROLES = new TreeSet<>(Set.of("user", "assistant"));

  @Override
  public String apiKey(HttpServerRequest request) {
    String header = request.getHeader("x-api-key");
    return header == null ? Protocol.bearer(request) : header;
  }

  @Override
  public Asked read(HttpServerRequest request, Route route, JsonNode body) throws RefusedException {
    if (request.getHeader("anthropic-version") == null) {
      throw RefusedException.badRequest("anthropic-version: header is required");
    }
    if (Bodies.optionalLimit(body, "max_tokens") == null) {
      throw RefusedException.badRequest("'max_tokens' must be a whole number of at least 1.");
    }
    Conversation conversation = new Conversation(ROLES);
    if (body.hasNonNull("system")) {
      conversation.addSystem(Bodies.text(body.path("system"), "system"));
    }
    for (JsonNode message : Bodies.requiredList(body, "messages")) {
      add(conversation, message);
    }
    Wishes wishes = wishes(body, conversation.toolResult());
    return conversation.asks(Bodies.requiredText(body, "model"), wishes);
  }

  private static void add(Conversation conversation, JsonNode message) throws RefusedException {
    JsonNode content = message.path("content");
    boolean holdsResults = false;
    for (JsonNode block : content) {
      if (block.path("type").asText().equals("tool_result")) {
        holdsResults = true;
        conversation.addResult(
            block.path("tool_use_id").asText(),
            block.hasNonNull("content") ? Bodies.text(block.path("content"), "content") : "");
      }
    }
    String text = Bodies.text(content, "messages.content");
    if (!holdsResults || !text.isEmpty()) {
      conversation.add(message.path("role").asText(), text);
    }
    for (JsonNode block : content) {
      if (block.path("type").asText().equals("tool_use")) {
        conversation.addCall(
            block.path("id").asText(), block.path("name").asText(), block.path("input").toString());
      }
    }
  }

  private static Wishes wishes(JsonNode body, String toolResult) throws RefusedException {
    JsonNode format = body.path("output_config").path("format");
    return new Wishes(
        body.path("stream").asBoolean(),
        true,
        Bodies.optionalLimit(body, "max_tokens"),
        Bodies.texts(body.path("stop_sequences")),
        format.isObject(),
        format.path("schema").isObject() ? format.path("schema") : null,
        tools(body),
        toolResult);
  }

  private static Wishes.Toolbox tools(JsonNode body) throws RefusedException {
    JsonNode choice = body.path("tool_choice");
    String type = choice.path("type").asText("auto");
    if (body.path("tools").isEmpty() || type.equals("none")) {
      return null;
    }
    List<Wishes.Offer> offers = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      if (!tool.path("input_schema").isObject()) {
        throw RefusedException.badRequest("tools.input_schema: Field required");
      }
      offers.add(new Wishes.Offer(tool.path("name").asText(), tool.path("input_schema")));
    }
    return new Wishes.Toolbox(
        offers, type.equals("any"), type.equals("tool") ? choice.path("name").textValue() : null);
  }

  @Override
  public ObjectNode answer(Reply reply) {
    ObjectNode body = message(reply);
    ArrayNode content = body.putArray("content");
    Said said = reply.said();
    if (said.calls().isEmpty() && said.finish() != Said.Finish.EMPTY) {
      content.addObject().put("type", "text").put("text", said.text());
    }
    for (Said.Call call : said.calls()) {
      ObjectNode block = toolUse(content.addObject(), reply, call);
      block.set("input", call.arguments());
    }
    end(body, said);
    body.set("usage", usage(reply.tokens()));
    return body;
  }

  private static ObjectNode message(Reply reply) {
    return Bodies.object()
        .put("id", "msg_" + reply.id())
        .put("type", "message")
        .put("role", "assistant")
        .put("model", reply.said().model());
  }

  private static ObjectNode toolUse(ObjectNode block, Reply reply, Said.Call call) {
    return block
        .put("type", "tool_use")
        .put("id", "toolu_" + reply.id() + reply.said().calls().indexOf(call))
        .put("name", call.name());
  }

  private static void end(ObjectNode node, Said said) {
    node.put("stop_reason", reason(said)).put("stop_sequence", said.stopSequence());
  }

  private static String reason(Said said) {
    return switch (said.finish()) {
      case END, EMPTY -> "end_turn";
      case STOP_SEQUENCE -> "stop_sequence";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case REFUSAL -> "refusal";
    };
  }

  private static ObjectNode usage(Tokens tokens) {
    return Bodies.object()
        .put("input_tokens", tokens.in() - tokens.cached())
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", tokens.cached())
        .put("output_tokens", tokens.out())
        .put("service_tier", "standard");
  }

  @Override
  public List<String> stream(Reply reply, Wishes wishes) {
    List<String> events = new ArrayList<>();
    ObjectNode start = event("message_start");
    ObjectNode message = message(reply);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage(reply.tokens()).put("output_tokens", 1));
    start.set("message", message);
    events.add(sent(start));
    events.add(sent(event("ping")));
    addBlocks(events, reply);
    ObjectNode delta = event("message_delta");
    end(delta.putObject("delta"), reply.said());
    delta.putObject("usage").put("output_tokens", reply.tokens().out());
    events.add(sent(delta));
    events.add(sent(event("message_stop")));
    return events;
  }

  private static void addBlocks(List<String> events, Reply reply) {
    Said said = reply.said();
    int index = 0;
    if (said.calls().isEmpty() && said.finish() != Said.Finish.EMPTY) {
      ObjectNode text = Bodies.object().put("type", "text").put("text", "");
      addBlock(events, index, text, "text_delta", "text", said.text());
    }
    for (Said.Call call : said.calls()) {
      ObjectNode block = toolUse(Bodies.object(), reply, call);
      block.putObject("input");
      String json = call.arguments().toString();
      addBlock(events, index, block, "input_json_delta", "partial_json", json);
      index++;
    }
  }

  private static void addBlock(
      List<String> events, int index, ObjectNode block, String type, String field, String whole) {
    ObjectNode start = event("content_block_start").put("index", index);
    start.set("content_block", block);
    events.add(sent(start));
    for (String piece : Bodies.pieces(whole)) {
      ObjectNode delta = event("content_block_delta").put("index", index);
      delta.putObject("delta").put("type", type).put(field, piece);
      events.add(sent(delta));
    }
    events.add(sent(event("content_block_stop").put("index", index)));
  }

  private static ObjectNode event(String type) {
    return Bodies.object().put("type", type);
  }

  private static String sent(ObjectNode event) {
    return "event: " + event.path("type").asText() + "\ndata: " + event + "\n\n";
  }

  @Override
  public String keepAlive(boolean stream) {
    return stream ? sent(event("ping")) : "\n";
  }

  @Override
  public ObjectNode error(Failure failure) {
    return AnthropicErrors.of(failure);
  }

  @Override
  public Refusal refusal(FaultKind kind, String engine, long waitS, String id) {
    return AnthropicErrors.of(kind, waitS, id);
  }

  @Override
  public Refusal refusal(Over over, String engine, String id) {
    return AnthropicErrors.of(over, id);
  }

  @Override
  public Map.Entry<String, String> requestId(String id) {
    return Map.entry("request-id", "req_" + id);
  }

  @Override
  public Map<String, String> room(Room room, long nowMs) {
    Map<String, String> headers = new LinkedHashMap<>();
    put(headers, "requests", room.requests(), nowMs);
    put(headers, "tokens", room.tokens(), nowMs);
    return headers;
  }

  private static void put(Map<String, String> headers, String what, Room.Level level, long nowMs) {
    if (level != null) {
      String name = "anthropic-ratelimit-" + what;
      headers.put(name + "-limit", Long.toString(level.limit()));
      headers.put(name + "-remaining", Long.toString(level.remaining()));
      headers.put(name + "-reset", Instant.ofEpochMilli(nowMs + level.resetMs()).toString());
    }
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Chat completions as OpenAI, DeepSeek and Qwen's compatible mode speak them. */
final class OpenAiProtocol implements Protocol {
  private static final Set<String> ROLES =
      new TreeSet<>(Set.of("system", "developer", "user", "assistant", "tool", "function"));

  @Override
  public String apiKey(HttpServerRequest request) {
    return Protocol.bearer(request);
  }

  @Override
  public Asked read(HttpServerRequest request, Route route, JsonNode body) throws RefusedException {
    Conversation conversation = new Conversation(ROLES);
    for (JsonNode message : Bodies.requiredList(body, "messages")) {
      add(conversation, message);
    }
    checkFormat(route.engine(), body);
    Wishes wishes = wishes(body, conversation.toolResult());
    return conversation.asks(Bodies.requiredText(body, "model"), wishes);
  }

  private static void add(Conversation conversation, JsonNode message) throws RefusedException {
    String role = message.path("role").asText();
    if (role.equals("tool")) {
      conversation.addResult(
          message.path("tool_call_id").asText(),
          Bodies.text(message.path("content"), "messages.content"));
      return;
    }
    JsonNode calls = message.path("tool_calls");
    boolean onlyCalls = calls.isArray() && !message.hasNonNull("content");
    conversation.add(
        role, onlyCalls ? "" : Bodies.text(message.path("content"), "messages.content"));
    for (JsonNode call : calls) {
      JsonNode function = call.path("function");
      conversation.addCall(
          call.path("id").asText(),
          function.path("name").asText(),
          function.path("arguments").asText());
    }
  }

  /** What the engines refuse of a response format. */
  private static void checkFormat(String engine, JsonNode body) throws RefusedException {
    String type = body.path("response_format").path("type").asText("text");
    if (type.equals("json_schema") && engine.equals("deepseek")) {
      throw RefusedException.badRequest("This response_format type is unavailable now");
    }
    if (type.equals("json_object") && !saysJson(body.path("messages"))) {
      throw RefusedException.badRequest(
          "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
              + " 'json_object'.");
    }
  }

  private static boolean saysJson(JsonNode messages) {
    return messages.toString().toLowerCase(Locale.ROOT).contains("json");
  }

  private static Wishes wishes(JsonNode body, String toolResult) throws RefusedException {
    JsonNode format = body.path("response_format");
    JsonNode schema = format.path("json_schema").path("schema");
    Long limit = Bodies.optionalLimit(body, "max_completion_tokens");
    return new Wishes(
        body.path("stream").asBoolean(),
        body.path("stream_options").path("include_usage").asBoolean(),
        limit == null ? Bodies.optionalLimit(body, "max_tokens") : limit,
        Bodies.texts(body.path("stop")),
        !format.path("type").asText("text").equals("text"),
        schema.isObject() ? schema : null,
        tools(body),
        toolResult);
  }

  private static Wishes.Toolbox tools(JsonNode body) {
    JsonNode choice = body.path("tool_choice");
    if (body.path("tools").isEmpty() || choice.asText("").equals("none")) {
      return null;
    }
    List<Wishes.Offer> offers = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      JsonNode function = tool.path("function");
      offers.add(new Wishes.Offer(function.path("name").asText(), function.path("parameters")));
    }
    return new Wishes.Toolbox(
        offers, choice.asText("").equals("required"), choice.at("/function/name").textValue());
  }

  @Override
  public ObjectNode answer(Reply reply) {
    ObjectNode body = head(reply, "chat.completion");
    ArrayNode choices = body.putArray("choices");
    if (reply.said().finish() != Said.Finish.EMPTY) {
      addChoice(choices.addObject().put("index", 0), reply);
    }
    body.set("usage", usage(reply.tokens()));
    return body.put("system_fingerprint", "fp_emulator");
  }

  private static ObjectNode head(Reply reply, String object) {
    return Bodies.object()
        .put("id", "chatcmpl-" + reply.id())
        .put("object", object)
        .put("created", Instant.now().getEpochSecond())
        .put("model", reply.said().model());
  }

  private static void addChoice(ObjectNode choice, Reply reply) {
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (reply.said().calls().isEmpty()) {
      message.put("content", reply.said().text());
    } else {
      message.putNull("content");
      addCalls(message.putArray("tool_calls"), reply, false);
    }
    message.putNull("refusal").putArray("annotations");
    choice.putNull("logprobs").put("finish_reason", finish(reply.said()));
  }

  private static void addCalls(ArrayNode list, Reply reply, boolean indexed) {
    for (Said.Call call : reply.said().calls()) {
      ObjectNode node = list.addObject();
      if (indexed) {
        node.put("index", list.size() - 1);
      }
      node.put("id", "call_" + reply.id() + (list.size() - 1)).put("type", "function");
      node.putObject("function")
          .put("name", call.name())
          .put("arguments", call.arguments().toString());
    }
  }

  private static String finish(Said said) {
    return switch (said.finish()) {
      case END, STOP_SEQUENCE, EMPTY -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case REFUSAL -> "content_filter";
    };
  }

  private static ObjectNode usage(Tokens tokens) {
    ObjectNode usage =
        Bodies.object()
            .put("prompt_tokens", tokens.in())
            .put("completion_tokens", tokens.out())
            .put("total_tokens", tokens.in() + tokens.out());
    usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cached());
    usage.putObject("completion_tokens_details").put("reasoning_tokens", tokens.reasoning());
    return usage;
  }

  @Override
  public List<String> stream(Reply reply, Wishes wishes) {
    List<String> events = new ArrayList<>();
    Said said = reply.said();
    if (said.finish() != Said.Finish.EMPTY) {
      ObjectNode first = Bodies.object().put("role", "assistant").put("content", "");
      addCalls(
          said.calls().isEmpty() ? Bodies.object().putArray("none") : first.putArray("tool_calls"),
          reply,
          true);
      events.add(chunk(reply, first, null));
      for (String piece : Bodies.pieces(said.text())) {
        events.add(chunk(reply, Bodies.object().put("content", piece), null));
      }
      events.add(chunk(reply, Bodies.object(), finish(said)));
    }
    if (wishes.streamUsage()) {
      ObjectNode last = head(reply, "chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage(reply.tokens()));
      events.add("data: " + last + "\n\n");
    }
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static String chunk(Reply reply, ObjectNode delta, String finish) {
    ObjectNode chunk = head(reply, "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finish);
    return "data: " + chunk + "\n\n";
  }

  @Override
  public ObjectNode error(Failure failure) {
    return OpenAiErrors.of(failure);
  }

  @Override
  public Refusal refusal(FaultKind kind, String engine, long waitS, String id) {
    return OpenAiErrors.of(kind, engine, waitS);
  }

  @Override
  public Refusal refusal(Over over, String engine, String id) {
    return OpenAiErrors.of(over, engine);
  }

  @Override
  public Map.Entry<String, String> requestId(String id) {
    return Map.entry("x-request-id", "req_" + id);
  }

  @Override
  public Map<String, String> room(Room room, long nowMs) {
    Map<String, String> headers = new LinkedHashMap<>();
    put(headers, "requests", room.requests());
    put(headers, "tokens", room.tokens());
    return headers;
  }

  private static void put(Map<String, String> headers, String what, Room.Level level) {
    if (level != null) {
      headers.put("x-ratelimit-limit-" + what, Long.toString(level.limit()));
      headers.put("x-ratelimit-remaining-" + what, Long.toString(level.remaining()));
      headers.put("x-ratelimit-reset-" + what, level.resetMs() + "ms");
    }
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gemini's generateContent and streamGenerateContent. */
final class GeminiProtocol implements Protocol {
  private static final Set<String> ROLES = new TreeSet<>(Set.of("user", "model", "function"));

  @Override
  public String apiKey(HttpServerRequest request) {
    String header = request.getHeader("x-goog-api-key");
    return header == null ? request.getParam("key") : header;
  }

  @Override
  public Asked read(HttpServerRequest request, Route route, JsonNode body) throws RefusedException {
    if (route.stream() && !"sse".equals(request.getParam("alt"))) {
      throw RefusedException.badRequest("The engine emulator streams with alt=sse only.");
    }
    Conversation conversation = new Conversation(ROLES);
    JsonNode system = body.path("systemInstruction");
    if (system.isObject()) {
      conversation.addSystem(Bodies.text(system.path("parts"), "systemInstruction.parts"));
    }
    for (JsonNode content : Bodies.requiredList(body, "contents")) {
      add(conversation, content, route.model());
    }
    return conversation.asks(route.model(), wishes(route, body, conversation.toolResult()));
  }

  private static void add(Conversation conversation, JsonNode content, String model)
      throws RefusedException {
    JsonNode parts = Bodies.requiredList(content, "parts");
    String text = Bodies.text(parts, "parts");
    boolean signed = false;
    boolean calls = false;
    boolean results = false;
    for (JsonNode part : parts) {
      signed |= part.hasNonNull("thoughtSignature");
      calls |= part.has("functionCall");
      results |= part.has("functionResponse");
    }
    if (calls && !signed && model.startsWith("gemini-3")) {
      throw RefusedException.badRequest(
          "Function call is missing a thought_signature in functionCall parts.");
    }
    if (!results || !text.isEmpty()) {
      conversation.add(content.path("role").asText("user"), text);
    }
    for (JsonNode part : parts) {
      if (part.has("functionCall")) {
        JsonNode call = part.path("functionCall");
        String name = call.path("name").asText();
        conversation.addCall(name, name, call.path("args").toString());
      } else if (part.has("functionResponse")) {
        JsonNode response = part.path("functionResponse");
        conversation.addResult(
            response.path("name").asText(), response.path("response").toString());
      }
    }
  }

  private static Wishes wishes(Route route, JsonNode body, String toolResult)
      throws RefusedException {
    JsonNode config = body.path("generationConfig");
    JsonNode schema =
        config.has("responseSchema")
            ? config.path("responseSchema")
            : config.path("responseJsonSchema");
    return new Wishes(
        route.stream(),
        true,
        Bodies.optionalLimit(config, "maxOutputTokens"),
        Bodies.texts(config.path("stopSequences")),
        config.path("responseMimeType").asText("").equals("application/json"),
        schema.isObject() ? schema : null,
        tools(body),
        toolResult);
  }

  private static Wishes.Toolbox tools(JsonNode body) {
    JsonNode choice = body.path("toolConfig").path("functionCallingConfig");
    String mode = choice.path("mode").asText("AUTO");
    List<Wishes.Offer> offers = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      for (JsonNode function : tool.path("functionDeclarations")) {
        JsonNode schema =
            function.has("parameters")
                ? function.path("parameters")
                : function.path("parametersJsonSchema");
        offers.add(new Wishes.Offer(function.path("name").asText(), schema));
      }
    }
    return offers.isEmpty() || mode.equals("NONE")
        ? null
        : new Wishes.Toolbox(
            offers,
            mode.equals("ANY"),
            mode.equals("ANY") ? choice.path("allowedFunctionNames").path(0).textValue() : null);
  }

  @Override
  public ObjectNode answer(Reply reply) {
    ObjectNode body = Bodies.object();
    if (reply.said().finish() != Said.Finish.EMPTY) {
      ObjectNode candidate = body.putArray("candidates").addObject();
      addParts(candidate, reply.said().text(), reply.said());
      candidate.put("finishReason", finish(reply.said()));
    }
    return tail(body, reply);
  }

  private static void addParts(ObjectNode candidate, String text, Said said) {
    if (said.finish() == Said.Finish.REFUSAL) {
      candidate.put("index", 0);
      return;
    }
    ObjectNode content = candidate.putObject("content");
    ArrayNode parts = content.putArray("parts");
    if (said.calls().isEmpty()) {
      parts.addObject().put("text", text);
    }
    for (Said.Call call : said.calls()) {
      ObjectNode part = parts.addObject();
      part.putObject("functionCall").put("name", call.name()).set("args", call.arguments());
      if (said.model().startsWith("gemini-3")) {
        part.put("thoughtSignature", "c2lnbmF0dXJl");
      }
    }
    content.put("role", "model");
    candidate.put("index", 0);
  }

  private static String finish(Said said) {
    return switch (said.finish()) {
      case LENGTH -> "MAX_TOKENS";
      case REFUSAL -> "SAFETY";
      case END, STOP_SEQUENCE, TOOL_CALLS, EMPTY -> "STOP";
    };
  }

  private static ObjectNode tail(ObjectNode body, Reply reply) {
    Tokens tokens = reply.tokens();
    ObjectNode usage =
        body.putObject("usageMetadata")
            .put("promptTokenCount", tokens.in())
            .put("candidatesTokenCount", tokens.out() - tokens.reasoning())
            .put("totalTokenCount", tokens.in() + tokens.out());
    if (tokens.cached() > 0) {
      usage.put("cachedContentTokenCount", tokens.cached());
    }
    if (tokens.reasoning() > 0) {
      usage.put("thoughtsTokenCount", tokens.reasoning());
    }
    return body.put("modelVersion", reply.said().model()).put("responseId", reply.id());
  }

  @Override
  public List<String> stream(Reply reply, Wishes wishes) {
    List<String> events = new ArrayList<>();
    Said said = reply.said();
    List<String> pieces = said.calls().isEmpty() ? Bodies.pieces(said.text()) : List.of();
    for (String piece : pieces.subList(0, Math.max(0, pieces.size() - 1))) {
      ObjectNode body = Bodies.object();
      addParts(body.putArray("candidates").addObject(), piece, said);
      events.add(sent(tail(body, reply)));
    }
    String last = pieces.isEmpty() ? "" : pieces.get(pieces.size() - 1);
    Said end = new Said(said.model(), last, said.calls(), said.finish(), null);
    events.add(sent(answer(new Reply(reply.id(), reply.engine(), end, reply.tokens()))));
    return events;
  }

  private static String sent(ObjectNode body) {
    return "data: " + body + "\r\n\r\n";
  }

  @Override
  public ObjectNode error(Failure failure) {
    return GeminiErrors.of(failure);
  }

  @Override
  public Refusal refusal(FaultKind kind, String engine, long waitS, String id) {
    return GeminiErrors.of(kind, waitS);
  }

  @Override
  public Refusal refusal(Over over, String engine, String id) {
    return GeminiErrors.of(over);
  }

  @Override
  public Map.Entry<String, String> requestId(String id) {
    return Map.entry("x-goog-request-id", id);
  }

  /** None: Gemini tells of its limits only where one is reached. */
  @Override
  public Map<String, String> room(Room room, long nowMs) {
    return Map.of();
  }
}

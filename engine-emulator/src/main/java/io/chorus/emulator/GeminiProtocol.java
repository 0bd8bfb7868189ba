package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gemini's generateContent. */
final class GeminiProtocol implements Protocol {
  private static final Set<String> ROLES = new TreeSet<>(Set.of("user", "model", "function"));
  private static final String TYPE = "type.googleapis.com/google.rpc.";

  @Override
  public String apiKey(HttpServerRequest request) {
    String header = request.getHeader("x-goog-api-key");
    return header == null ? request.getParam("key") : header;
  }

  @Override
  public Asked read(HttpServerRequest request, String pathModel, JsonNode body)
      throws RefusedException {
    Conversation conversation = new Conversation(ROLES);
    JsonNode system = body.path("systemInstruction");
    if (system.isObject()) {
      conversation.addSystem(Bodies.text(system.path("parts"), "systemInstruction.parts"));
    }
    for (JsonNode content : Bodies.requiredList(body, "contents")) {
      Bodies.requiredList(content, "parts");
      conversation.add(
          content.path("role").asText("user"), Bodies.text(content.path("parts"), "parts"));
    }
    return conversation.asks(pathModel);
  }

  @Override
  public ObjectNode answer(Reply reply) {
    ObjectNode body = Bodies.object();
    ObjectNode candidate = body.putArray("candidates").addObject();
    ObjectNode content = candidate.putObject("content");
    content.putArray("parts").addObject().put("text", reply.text());
    content.put("role", "model");
    candidate.put("finishReason", "STOP").put("index", 0);
    body.putObject("usageMetadata")
        .put("promptTokenCount", reply.tokensIn())
        .put("candidatesTokenCount", reply.tokensOut())
        .put("totalTokenCount", reply.tokensIn() + reply.tokensOut());
    return body.put("modelVersion", reply.model()).put("responseId", reply.id());
  }

  @Override
  public ObjectNode error(Failure failure) {
    ObjectNode body = Bodies.object();
    ObjectNode error =
        body.putObject("error")
            .put("code", failure.status())
            .put("message", failure.message())
            .put("status", status(failure.status()));
    if (failure.status() == 429) {
      addQuota(error.putArray("details"));
    }
    return body;
  }

  private static void addQuota(ArrayNode details) {
    details
        .addObject()
        .put("@type", TYPE + "QuotaFailure")
        .putArray("violations")
        .addObject()
        .put("quotaMetric", "generativelanguage.googleapis.com/generate_content_requests")
        .put("quotaId", "GenerateRequestsPerMinutePerProjectPerModel");
    details.addObject().put("@type", TYPE + "RetryInfo").put("retryDelay", "1s");
  }

  private static String status(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      default -> "INVALID_ARGUMENT";
    };
  }

  @Override
  public Map.Entry<String, String> requestId(String id) {
    return Map.entry("x-goog-request-id", id);
  }

  /** None: Gemini says it in the body, as RetryInfo. */
  @Override
  public Map<String, String> retryHeaders() {
    return Map.of();
  }
}

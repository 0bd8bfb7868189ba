package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** Responses of streamGenerateContent: each holds more parts of the first candidate. */
final class GeminiFold implements StreamFold {
  private static final String[] LAST_COUNTS = {
    "modelVersion", "usageMetadata", "promptFeedback", "responseId", "error"
  };

  private final Consumer<String> heard;
  private final ObjectNode body = EngineJson.object();
  private final ArrayNode parts = EngineJson.object().putArray("parts");
  private JsonNode finish;
  private boolean hasCandidate;

  GeminiFold(Consumer<String> heard) {
    this.heard = heard;
  }

  @Override
  public boolean add(JsonNode data) {
    for (String field : LAST_COUNTS) {
      if (data.hasNonNull(field)) {
        body.set(field, data.get(field));
      }
    }
    JsonNode candidate = data.path("candidates").path(0);
    hasCandidate |= candidate.isObject();
    candidate.path("content").path("parts").forEach(this::addPart);
    if (candidate.hasNonNull("finishReason")) {
      finish = candidate.path("finishReason");
    }
    return true;
  }

  private void addPart(JsonNode part) {
    parts.add(part);
    String text = GeminiProtocol.text(part);
    if (!text.isEmpty()) {
      heard.accept(text);
    }
  }

  @Override
  public boolean isComplete() {
    return finish != null || body.has("promptFeedback") || body.has("error");
  }

  @Override
  public ObjectNode body() {
    if (hasCandidate) {
      ObjectNode candidate = body.putArray("candidates").addObject();
      candidate.putObject("content").set("parts", parts);
      candidate.set("finishReason", finish);
    }
    return body;
  }
}

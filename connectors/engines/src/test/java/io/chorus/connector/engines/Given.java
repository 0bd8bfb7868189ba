package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Account;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Price;
import io.chorus.contracts.SecretRef;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Requests, responses and engines for tests. */
final class Given {
  static final Instant NOW = Instant.parse("2026-10-18T12:00:00Z");

  private Given() {}

  static ChatRequest plainRequest() {
    return new ChatRequest(
        List.of(new ChatMessage("user", "What is two and two?")),
        null,
        null,
        null,
        List.of(),
        null);
  }

  static ChatRequest fullRequest() {
    return new ChatRequest(
        List.of(
            new ChatMessage("system", "Be brief."),
            new ChatMessage("user", "Two and two?"),
            new ChatMessage("assistant", "4"),
            new ChatMessage("system", "Answer in words."),
            new ChatMessage("user", "Three and \"three\"?")),
        50,
        1.5,
        0.9,
        List.of("END", "\n\n"),
        7L);
  }

  static JsonNode json(String text) {
    JsonNode tree = EngineJson.tree(text.getBytes(StandardCharsets.UTF_8));
    if (tree.isMissingNode()) {
      throw new IllegalArgumentException("not JSON: " + text);
    }
    return tree;
  }

  static WireResponse ok(String body) {
    return response(200, body, "Content-Type", "application/json");
  }

  /**
   * @param body JSON or any other text
   * @param headers names and values in turn
   */
  static WireResponse response(int status, String body, String... headers) {
    HttpHeaders all = new DefaultHttpHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return new WireResponse(
        status, all, EngineJson.tree(body.getBytes(StandardCharsets.UTF_8)), NOW.toEpochMilli());
  }

  static EngineSpec engine(EngineSpec.Protocol protocol, String baseUrl, SecretRef key) {
    LinkedHashMap<String, EngineSpec.ModelSpec> models = new LinkedHashMap<>();
    Price price = new Price("2026-01-01", BigDecimal.ONE, BigDecimal.TEN);
    models.put("model-1", new EngineSpec.ModelSpec(new ArrayList<>(List.of(price))));
    return new EngineSpec(
        protocol,
        URI.create(baseUrl),
        "here",
        new ArrayList<>(List.of("public")),
        8,
        0,
        10_000,
        new ArrayList<>(List.of(new Account("main", key))),
        models);
  }

  /** The same engine with a model that streams. */
  static EngineSpec streaming(EngineSpec spec, long firstTokenMs) {
    LinkedHashMap<String, EngineSpec.ModelSpec> models = new LinkedHashMap<>();
    models.put(
        "model-1",
        new EngineSpec.ModelSpec(spec.models().get("model-1").prices(), true, firstTokenMs));
    return new EngineSpec(
        spec.protocol(),
        spec.baseUrl(),
        spec.region(),
        spec.dataClasses(),
        spec.permits(),
        spec.tenantInFlight(),
        spec.timeoutMs(),
        spec.accounts(),
        models);
  }
}

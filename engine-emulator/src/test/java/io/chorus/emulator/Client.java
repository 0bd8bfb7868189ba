package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Speaks to a running emulator as the clients of the three protocols do. */
final class Client {
  static final String KEY = "sk-test-0001";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final RunningEmulator emulator;

  Client(RunningEmulator emulator) {
    this.emulator = emulator;
  }

  /** A response with its body parsed. */
  record Response(int status, HttpResponse<String> raw, JsonNode body) {

    String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }

    String openAiText() {
      return body.at("/choices/0/message/content").asText();
    }
  }

  Response chat(String engine, String prompt) {
    return send(chatRequest(engine, prompt).build());
  }

  Response chat(String engine, String prompt, String ask) {
    return send(chatRequest(engine, prompt).header("X-Client-Request-Id", ask).build());
  }

  HttpRequest.Builder chatRequest(String engine, String prompt) {
    String body =
        JSON.createObjectNode()
            .put("model", engine + "-model")
            .set("messages", JSON.createArrayNode().add(user(prompt)))
            .toString();
    return post("/" + engine + "/v1/chat/completions", body)
        .header("Authorization", "Bearer " + KEY);
  }

  Response messages(String prompt) {
    JsonNode body =
        JSON.createObjectNode()
            .put("model", "claude-model")
            .put("max_tokens", 512)
            .set("messages", JSON.createArrayNode().add(user(prompt)));
    return send(
        post("/claude/v1/messages", body.toString())
            .header("x-api-key", KEY)
            .header("anthropic-version", "2023-06-01")
            .build());
  }

  Response generate(String prompt) {
    String body = "{\"contents\":[{\"parts\":[{\"text\":\"" + prompt + "\"}]}]}";
    return send(
        post("/gemini/v1beta/models/gemini-model:generateContent", body)
            .header("x-goog-api-key", KEY)
            .build());
  }

  private static JsonNode user(String prompt) {
    return JSON.createObjectNode().put("role", "user").put("content", prompt);
  }

  HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + emulator.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  Response send(HttpRequest request) {
    return sendLater(request).join();
  }

  CompletableFuture<Response> sendLater(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(raw -> new Response(raw.statusCode(), raw, parse(raw.body())));
  }

  static List<JsonNode> lines(Path journal) throws IOException {
    return Files.readAllLines(journal).stream().map(Client::parse).toList();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** An HTTP client with a key. */
final class Caller {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI root;
  private final String key;

  Caller(IngressServer server) {
    this(server.baseUrl(), IngressKit.KEY);
  }

  Caller(URI server, String key) {
    this.root = server.resolve("/");
    this.key = key;
  }

  Reply get(String path) throws Exception {
    return send(request(path).GET());
  }

  Reply delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  Reply put(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  Reply post(String path, String body) throws Exception {
    return send(posting(path, BodyPublishers.ofString(body)));
  }

  Reply post(String path, BodyPublisher body) throws Exception {
    return send(posting(path, body));
  }

  CompletableFuture<Reply> postLater(String path, String body) {
    return HTTP.sendAsync(
            posting(path, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString())
        .thenApply(Reply::new);
  }

  CompletableFuture<Reply> getLater(String path) {
    return HTTP.sendAsync(request(path).GET().build(), BodyHandlers.ofString())
        .thenApply(Reply::new);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + key);
  }

  private HttpRequest.Builder posting(String path, BodyPublisher body) {
    return request(path).header("Content-Type", "application/json").POST(body);
  }

  Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new Reply(HTTP.send(request.build(), BodyHandlers.ofString()));
  }

  /** What came back. */
  record Reply(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    JsonNode json() {
      try {
        return Json.read(response.body(), JsonNode.class);
      } catch (MalformedJsonException e) {
        throw new AssertionError("not JSON: " + response.body(), e);
      }
    }

    JsonNode error() {
      return json().path("error");
    }
  }
}

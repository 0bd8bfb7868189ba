package io.chorus.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Speaks to a system as any client does. */
final class ApiClient {
  private static final String DATA = "data: ";
  private static final String NOT_OURS =
      "not in Chorus's words; is the URL another system's, or a proxy before it?";

  private static final int MOST_OF_ERROR = 1 << 16;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();
  private final String root;
  private final String key;
  private final String variable;
  private final long pauseMs;

  /**
   * @param base with or without {@code /v1} at its end
   * @param variable of the environment that names another
   * @param pauseMs before what failed is tried again
   */
  ApiClient(URI base, String key, String variable, long pauseMs) {
    this.root = base.toString().replaceFirst("(/v1)?/*$", "");
    this.key = key;
    this.variable = variable;
    this.pauseMs = pauseMs;
  }

  /** A name as a part of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }

  /** What the system can't tell at once it is asked again, as OpenAI's clients do. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return tried(Patience.brief(pauseMs), () -> told(path));
  }

  /** As {@link #get}, for about a minute. */
  JsonNode getPatiently(String path) throws IOException, InterruptedException {
    return tried(patience(), () -> told(path));
  }

  /** For what may take hours. */
  Patience patience() {
    return Patience.lasting(pauseMs);
  }

  private JsonNode told(String path) throws IOException, InterruptedException {
    return answer(request(path).timeout(ANSWER_LIMIT).GET());
  }

  private static <T> T tried(Patience patience, Call<T> call)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return call.made();
      } catch (IOException e) {
        if (e instanceof FileSystemException || !patience.lasts()) {
          throw e;
        }
      }
    }
  }

  JsonNode delete(String path) throws IOException, InterruptedException {
    return answer(request(path).timeout(ANSWER_LIMIT).DELETE());
  }

  /** Writes what is there to a file, which is there whole or not at all; for about a minute. */
  Path download(String path, Path file) throws IOException, InterruptedException {
    return tried(patience(), () -> fetched(path, file));
  }

  private Path fetched(String path, Path file) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = sent(request(path).GET(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), new String(body.readNBytes(MOST_OF_ERROR), UTF_8));
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return post(path, "application/json", BodyPublishers.ofByteArray(Json.write(body)));
  }

  JsonNode postYaml(String path, String yaml) throws IOException, InterruptedException {
    return post(path, "application/yaml", BodyPublishers.ofString(yaml));
  }

  private JsonNode post(String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    return answer(request(path).timeout(ANSWER_LIMIT).header("Content-Type", type).POST(body));
  }

  /** Sends a file as a form, from disk as it is read. */
  JsonNode upload(String path, String purpose, Path file) throws IOException, InterruptedException {
    String boundary = "chorus-" + UUID.randomUUID();
    String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=";
    String head = part + "\"purpose\"\r\n\r\n" + purpose + "\r\n";
    String name = file.getFileName().toString().replaceAll("[\"\\p{Cntrl}]", "_");
    String begin = head + part + "\"file\"; filename=\"" + name + "\"\r\n\r\n";
    return answer(
        request(path)
            .timeout(UPLOAD_LIMIT)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(begin),
                    BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"))));
  }

  /** Tells the data of each event until the stream ends. */
  void follow(String path, Consumer<JsonNode> listener) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response = sent(request(path).GET(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), String.join("\n", lines.toList()));
      }
      lines
          .filter(line -> line.startsWith(DATA))
          .forEach(
              line -> listener.accept(Json.readOwn(line.substring(DATA.length()), JsonNode.class)));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).header("Authorization", "Bearer " + key);
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = sent(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw refused(response.statusCode(), response.body());
    }
    return read(response.body());
  }

  private <T> HttpResponse<T> sent(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return http.send(request.build(), handler);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new IOException(
          "%s can't be reached; './chorus up' starts a system, %s names another"
              .formatted(root, variable),
          e);
    }
  }

  private static JsonNode read(String body) throws IOException {
    try {
      return Json.read(body, JsonNode.class);
    } catch (MalformedJsonException e) {
      throw new IOException("the system's answer can't be read: " + e.getMessage(), e);
    }
  }

  /** What is wrong with the request; an exception of its own where nothing is. */
  private UsageException refused(int status, String body) throws IOException {
    String sentence = root + " says " + status + ": " + reason(body);
    if (status >= 500) {
      throw new IOException(sentence);
    }
    return new UsageException(sentence);
  }

  private static String reason(String body) {
    try {
      return Json.read(body, JsonNode.class).at("/error/message").asText(NOT_OURS);
    } catch (MalformedJsonException e) {
      return NOT_OURS + " (it " + e.getMessage() + ")";
    }
  }

  /** One try. */
  private interface Call<T> {
    T made() throws IOException, InterruptedException;
  }
}

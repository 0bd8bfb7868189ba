package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.TaskValidator;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code /openapi.json}: the description of this API, whole in one document. Needs no key. */
final class ApiDocument {
  private final byte[] document;

  private ApiDocument(JsonNode document) {
    this.document = Json.write(document);
  }

  /** The schema of tasks, a file of its own in the documentation, is put in its place. */
  static ApiDocument load() {
    try (InputStream openapi = ApiDocument.class.getResourceAsStream("openapi.json");
        InputStream task = TaskValidator.class.getResourceAsStream("task.schema.json")) {
      JsonNode document = read(openapi);
      ((ObjectNode) document.at("/components/schemas")).set("Task", read(task));
      return new ApiDocument(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(InputStream in) throws IOException {
    return Json.readOwn(new String(in.readAllBytes(), StandardCharsets.UTF_8), JsonNode.class);
  }

  void on(Router router) {
    router.get("/openapi.json").handler(this::show);
    router.get("/v1/openapi.json").handler(this::show);
  }

  private void show(RoutingContext context) {
    context.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(document));
  }
}

package io.chorus.ingress;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(IngressKit.class)
class ApiDocumentIT {
  private static IngressServer server;
  private static JsonNode served;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    served = new Caller(server.baseUrl(), "no-key").get("/openapi.json").json();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteIsDescribedWithItsScopeAndNoOther() {
    Set<String> described = new HashSet<>();
    served
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            described.add(
                                operation.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + operation.getValue().path("x-scope").asText())));

    assertThat(described)
        .isEqualTo(
            server.endpoints().stream()
                .map(
                    route ->
                        route.toString().replaceAll(":([a-z]+)", "{$1}")
                            + " "
                            + route.scope().wireName())
                .collect(toSet()));
  }

  @Test
  void whatIsAtThePortOfTheAdminApiSaysSo() {
    Set<String> elsewhere = new HashSet<>();
    served
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(operation -> operation.getValue().has("servers"))
                    .forEach(operation -> elsewhere.add(named(path.getKey(), operation.getKey()))));

    assertThat(elsewhere)
        .isEqualTo(
            server.endpoints().stream()
                .filter(Api.Endpoint::admin)
                .map(route -> route.toString().replaceAll(":([a-z]+)", "{$1}"))
                .collect(toSet()));
  }

  private static String named(String path, String method) {
    return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
  }

  @Test
  void everyOperationHasANameOfItsOwnAndAnError() {
    Set<String> names = new HashSet<>();
    for (JsonNode path : served.path("paths")) {
      for (JsonNode operation : path) {
        assertThat(names.add(operation.path("operationId").asText())).isTrue();
        assertThat(operation.at("/responses/default/$ref").asText())
            .isEqualTo("#/components/responses/Error");
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : served.path("paths").findValues("$ref")) {
      assertThat(served.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
    assertThat(served.at("/components/schemas/Task/properties/messages").isObject()).isTrue();
  }

  @Test
  void theDocumentationHoldsTheSame() throws Exception {
    String file = Files.readString(Path.of("../docs/openapi.json"));

    assertThat(Json.read(file, JsonNode.class).path("paths")).isEqualTo(served.path("paths"));
  }
}

package io.chorus.ingress;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Json;
import io.chorus.servers.ChildProcess;
import io.chorus.servers.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A real Keycloak on 127.0.0.1 with the realm of {@code k8s/keycloak}, and its admin API. */
final class LocalKeycloak implements AutoCloseable {
  private static final String ADMIN = "admin";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String password = UUID.randomUUID().toString();
  private final int port = FreePorts.next();
  private final ChildProcess process;

  /**
   * @param home where the distribution is unpacked; its {@code data} is made anew
   */
  LocalKeycloak(Path home) throws IOException {
    Path imported = Files.createDirectories(home.resolve("data/import"));
    Files.copy(
        Path.of("../k8s/keycloak/realm.json"),
        imported.resolve("realm.json"),
        StandardCopyOption.REPLACE_EXISTING);
    this.process =
        ChildProcess.start(
            "Keycloak",
            List.of(
                "sh",
                home.resolve("bin/kc.sh").toAbsolutePath().toString(),
                "start-dev",
                "--import-realm",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + port),
            Map.of(
                "KC_BOOTSTRAP_ADMIN_USERNAME",
                ADMIN,
                "KC_BOOTSTRAP_ADMIN_PASSWORD",
                password,
                "JAVA_OPTS_KC_HEAP",
                "-Xmx768m"),
            home.toAbsolutePath(),
            home.resolve("chorus-test.log"));
    await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> send(request("/realms/chorus").GET()).statusCode() == 200);
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  OidcConfig config() {
    return new OidcConfig(
        at("/realms/chorus").toString(),
        at("/realms/chorus/protocol/openid-connect/certs"),
        "chorus",
        null,
        null,
        null,
        null);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** The answer of a token endpoint. */
  JsonNode tokens(String realm, Map<String, String> form) throws Exception {
    String body =
        form.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpResponse<String> answer =
        send(
            request("/realms/" + realm + "/protocol/openid-connect/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return Json.read(answer.body(), JsonNode.class);
  }

  private String adminToken() throws Exception {
    return tokens(
            "master",
            Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                ADMIN,
                "password",
                password))
        .path("access_token")
        .asText();
  }

  /** What the admin API of the realm shows. */
  JsonNode get(String path) throws Exception {
    return Json.read(
        send(request("/admin/realms/chorus" + path)
                .header("Authorization", "Bearer " + adminToken())
                .GET())
            .body(),
        JsonNode.class);
  }

  /** Makes something by the admin API of the realm; returns its id where it has one. */
  String post(String path, Object body) throws Exception {
    HttpResponse<String> answer =
        send(
            request("/admin/realms/chorus" + path)
                .header("Authorization", "Bearer " + adminToken())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(body))));
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    String location = answer.headers().firstValue("Location").orElse("");
    return location.substring(location.lastIndexOf('/') + 1);
  }

  String clientId(String client) throws Exception {
    return get("/clients?clientId=" + client).path(0).path("id").asText();
  }

  /**
   * Makes a user with the password {@code pw}.
   *
   * @param tenant null for none
   */
  void addUser(String name, String tenant, String... roles) throws Exception {
    String id =
        post(
            "/users",
            Map.of(
                "username",
                name,
                "enabled",
                true,
                "attributes",
                tenant == null ? Map.of() : Map.of("tenant", List.of(tenant)),
                "credentials",
                List.of(Map.of("type", "password", "value", "pw", "temporary", false))));
    String chorus = clientId("chorus");
    for (String role : roles) {
      ObjectNode found = (ObjectNode) get("/clients/" + chorus + "/roles/" + role);
      post("/users/" + id + "/role-mappings/clients/" + chorus, List.of(found));
    }
  }

  /** The tokens of a user, by a client that the test has made for that. */
  JsonNode signIn(String client, String user) throws Exception {
    return tokens(
        "chorus",
        Map.of(
            "grant_type", "password",
            "client_id", client,
            "username", user,
            "password", "pw",
            "scope", "openid"));
  }

  @Override
  public void close() {
    process.close();
  }
}

package io.chorus.standalone;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where everything is, for people and programs; written to the file of {@code up --json}. Holds the
 * keys to a system on this machine: only its owner may read it.
 */
record SystemInfo(
    @JsonProperty("base_url") String baseUrl,
    @JsonProperty("api_key") String apiKey,
    @JsonProperty("console_url") String consoleUrl,
    @JsonProperty("flink_url") String flinkUrl,
    @JsonProperty("kafka_bootstrap") String kafkaBootstrap,
    @JsonProperty("postgres_url") String postgresUrl,
    @JsonProperty("rabbitmq_url") String rabbitmqUrl,
    @JsonProperty("journal") String journal) {

  /**
   * Of the system that runs on a folder.
   *
   * @throws UsageException where none does, or not yet
   */
  static SystemInfo read(Path folder) throws IOException {
    return of(folder)
        .orElseThrow(
            () ->
                new UsageException(
                    "no system runs on "
                        + folder
                        + "; start one with './chorus up', or say --data DIR"));
  }

  /**
   * What the running system of a data folder has written; empty where none runs, or is ready.
   *
   * @throws IOException where it can't be read
   */
  static Optional<SystemInfo> of(Path folder) throws IOException {
    Path file = folder.resolve(DataFolder.SYSTEM_INFO);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(Files.readAllBytes(file), SystemInfo.class));
    } catch (MalformedJsonException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** The database, as whoever may read the data folder uses it. */
  PostgresConfig postgres(Path folder) {
    URI url = URI.create(postgresUrl);
    String user = url.getUserInfo().substring(0, url.getUserInfo().indexOf(':'));
    return new PostgresConfig(
        "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
        user,
        SecretRefs.file(folder.resolve("postgres").resolve("password")));
  }

  /** For the terminal: no secrets but the one that its owner needs at once, by reference. */
  String text() {
    return """

        API        %s   (OpenAI-compatible; key: 'api-key' in the data folder)
        console    %s
        Flink      %s
        Kafka      %s
        stop with Ctrl-C
        """
        .formatted(baseUrl, consoleUrl, flinkUrl, kafkaBootstrap);
  }

  @Override
  public String toString() {
    return "SystemInfo[" + baseUrl + "]";
  }
}

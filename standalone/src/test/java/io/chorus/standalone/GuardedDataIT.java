package io.chorus.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.Strategy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must not get out of a whole system on a bad day: restricted data to outside engines, and
 * secrets anywhere.
 */
class GuardedDataIT {
  /** For a long run say {@code -Dchorus.restricted.tasks=10000}. */
  private static final int RESTRICTED = Integer.getInteger("chorus.restricted.tasks", 60);

  private static final List<Strategy> STRATEGIES = List.of(Strategy.values());
  private static final int INTERNAL = 40;
  private static final int DEADLINE_S = 8;

  /** Files that are there to hold a secret, for their owner only. */
  private static final Set<String> KEEPERS =
      Set.of(
          "system.json",
          "api-key",
          "emulator-key",
          "rabbitmq-password",
          "postgres/password",
          "rabbitmq/password");

  /** RabbitMQ's own configuration holds the password of its first user. */
  private static final Path BROKER_CONFIGURATION = Path.of("rabbitmq/rabbitmq.conf");

  private static final Path BROKER_GENERATED = Path.of("rabbitmq/generated");

  private static final String REGIONS = "data_regions: {restricted: [here]}\n";

  /** One that may see everything, and one that might if it were not elsewhere. */
  private static final String ON_PREMISES =
      """
        cellar:
          protocol: openai
          base_url: http://127.0.0.1:1/v1
          region: here
          data_classes: [public, internal, restricted]
          permits: 16
          timeout_ms: 5000
          account: {id: main, key: "env:NONE"}
          models:
            small:
              prices: [{from: "2025-01-01", input_usd_per_million: 0, output_usd_per_million: 0}]
        branch:
          protocol: openai
          base_url: http://127.0.0.1:1/v1
          region: us
          data_classes: [public, internal, restricted]
          permits: 16
          timeout_ms: 5000
          account: {id: main, key: "env:NONE"}
          models:
            small:
              prices: [{from: "2025-01-01", input_usd_per_million: 0, output_usd_per_million: 0}]
      """;

  private static final String BAD_DAY =
      """
      faults:
        - {kind: "500", share: 1.0, engine: cellar}
        - {kind: "401", share: 0.2, engine: openai}
        - {kind: "400", share: 0.1, engine: claude}
        - {kind: "429", share: 0.1, engine: gemini}
      """;

  @TempDir Path folder;
  private CommandLineKit chorus;
  private Path data;
  private Path engines;
  private JsonNode system;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();
  private long lookedAt;
  private final List<String> restricted = new ArrayList<>();

  @BeforeEach
  void badDay() throws IOException {
    chorus = new CommandLineKit(folder);
    data = folder.resolve(".chorus");
    String outside = Files.readString(CommandLineKit.example("../flink-conf/engines.yaml"));
    engines = Files.writeString(folder.resolve("engines.yaml"), REGIONS + outside + ON_PREMISES);
    Files.writeString(folder.resolve("bad-day.yaml"), BAD_DAY);
    Files.createDirectories(data);
    plant("api-key", "ck-canary-0123456789-front-door");
    plant("emulator-key", "sk-canary-9876543210-engines");
  }

  private void plant(String name, String secret) throws IOException {
    Path file =
        Files.createFile(
            data.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret);
  }

  @Test
  void restrictedDataReachesNoOutsideEngineAndNoSecretIsWrittenAnywhere() throws Exception {
    Process up =
        chorus.start(
            "up",
            "up",
            "--engines",
            engines.toString(),
            "--emulator",
            folder.resolve("bad-day.yaml").toString(),
            "--json",
            "up.json");
    try {
      soon().until(() -> chorus.exists("up.json"));
      system = chorus.json("up.json");
      readSecrets();
      for (int i = 0; i < RESTRICTED; i++) {
        Strategy strategy = STRATEGIES.get(i % STRATEGIES.size());
        restricted.add(post(i, "chorus-auto", strategy.wireName(), "restricted"));
      }
      for (int i = 0; i < INTERNAL; i++) {
        post(i, i % 2 == 0 ? "chorus-auto" : "branch/small", "single", "internal");
      }
      soon().until(() -> undeliverable() >= RESTRICTED);
      assertThat(run("dead", "redrive", "--kind", "undeliverable", "--deadline", "8s")).isIn(0, 1);
      soon().until(() -> undeliverable() >= 2L * RESTRICTED);
      lookAtPages();
      readTopics();

      int verified = run("verify", "--json", folder.resolve("verified.json").toString());

      assertThat(verified).as(chorus.said("verify")).isZero();
    } finally {
      up.destroy();
      up.waitFor();
    }
    JsonNode whereItMay = check("I9");
    assertThat(whereItMay.at("/figures/calls").asLong()).isGreaterThanOrEqualTo(INTERNAL / 2);
    assertThat(whereItMay.at("/figures/misdirected").asLong()).isZero();
    assertThat(Files.readString(data.resolve("journal.jsonl")))
        .doesNotContain("\"cellar\"")
        .doesNotContain(restricted)
        .contains("\"branch\"");
    assertNoSecretIsWritten();
  }

  /** Returns the task's id, with which the names of all its asks begin, redriven or not. */
  private String post(int number, String model, String strategy, String dataClass)
      throws Exception {
    String body =
        """
        {"prompt": "Name river %d.", "model": "%s", "strategy": "%s", "quality": 0, "data_class": "%s",
         "deadline_seconds": %d}
        """
            .formatted(number, model, strategy, dataClass, DEADLINE_S);
    HttpResponse<String> reply =
        send(request("/tasks").POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    return Json.read(reply.body(), JsonNode.class).path("id").asText();
  }

  private long undeliverable() throws Exception {
    Path file = folder.resolve("letters.json");
    run("dead", "list", "--kind", "undeliverable", "--limit", "100000", "--json", file.toString());
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith("{")).count();
    }
  }

  /** What the front door and Flink show, errors among it. */
  private void lookAtPages() throws Exception {
    send(HttpRequest.newBuilder(URI.create(system.get("console_url").asText())));
    send(request("/models"));
    send(request("/tasks/none"));
    send(request("/chat/completions").POST(HttpRequest.BodyPublishers.ofString("{}")));
    send(
        HttpRequest.newBuilder(URI.create(system.get("base_url").asText() + "/models"))
            .header("Authorization", "Bearer wrong"));
    String flink = system.get("flink_url").asText();
    send(HttpRequest.newBuilder(URI.create(flink + "/jobmanager/config")));
    send(HttpRequest.newBuilder(URI.create(flink + "/jobmanager/environment")));
    String jobs = send(HttpRequest.newBuilder(URI.create(flink + "/jobs"))).body();
    for (JsonNode job : Json.read(jobs, JsonNode.class).path("jobs")) {
      for (String page : List.of("", "/config", "/exceptions", "/checkpoints/config")) {
        send(HttpRequest.newBuilder(URI.create(flink + "/jobs/" + job.get("id").asText() + page)));
      }
    }
  }

  /** As their readers see them, whatever form they have on the disk. */
  private void readTopics() throws Exception {
    Map<String, Object> kafka = Map.of("bootstrap.servers", system.get("kafka_bootstrap").asText());
    try (Admin admin = Admin.create(kafka);
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          admin.listTopics().names().get().stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long left = consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
      while (left > 0) {
        int read = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(2))) {
          look(record.topic(), text(record.value()) + " " + record.headers());
          read++;
        }
        left = read == 0 ? 0 : left - read;
      }
    }
  }

  private static String text(byte[] value) {
    return value == null ? "" : new String(value, UTF_8);
  }

  private void readSecrets() throws IOException {
    for (String keeper : KEEPERS) {
      Path file = data.resolve(keeper);
      if (!keeper.equals("system.json")) {
        secrets.put(keeper, Files.readString(file).strip());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(keeper)
            .endsWith("------");
      }
    }
    assertThat(secrets).hasSize(5);
  }

  private void assertNoSecretIsWritten() throws IOException {
    assertThat(lookedAt).isGreaterThan(RESTRICTED);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = data.relativize(file);
        if (!isKeeper(name) && !file.endsWith("up.json")) {
          look(name.toString(), Files.readString(file, ISO_8859_1));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static boolean isKeeper(Path name) {
    return KEEPERS.contains(name.toString())
        || name.equals(BROKER_CONFIGURATION)
        || name.startsWith(BROKER_GENERATED);
  }

  private void look(String where, String text) {
    lookedAt++;
    secrets.forEach(
        (name, secret) -> {
          String encoded =
              Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8));
          if (text.contains(secret) || text.contains(encoded)) {
            found.add("the secret of " + name + " is in " + where);
          }
        });
  }

  private JsonNode check(String id) throws Exception {
    for (JsonNode check : chorus.json("verified.json").path("checks")) {
      if (check.path("id").asText().equals(id)) {
        return check;
      }
    }
    throw new AssertionError("no check " + id);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(system.get("base_url").asText() + path))
        .header("Authorization", "Bearer " + system.get("api_key").asText());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> reply =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    look(reply.uri().getPath(), reply.headers().map() + " " + reply.body());
    return reply;
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    if (!all.contains("list")) {
      all.addAll(List.of("--engines", engines.toString()));
    }
    return Chorus.commandLine().execute(all.toArray(String[]::new));
  }

  private static ConditionFactory soon() {
    Duration limit = Duration.ofMinutes(3).plusMillis(60L * RESTRICTED);
    return await().atMost(limit).pollInterval(Duration.ofMillis(500));
  }
}

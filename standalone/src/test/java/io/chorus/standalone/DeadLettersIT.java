package io.chorus.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Queues;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a whole system, through the command line. */
class DeadLettersIT {
  private static final String POISON = "{\"round\": \u001B[31m";

  @TempDir Path folder;
  private CommandLineKit chorus;
  private Path data;
  private JsonNode system;

  @BeforeEach
  void kit() {
    chorus = new CommandLineKit(folder);
    data = folder.resolve(".chorus");
  }

  @Test
  void whatCouldNotBeDoneIsListedShownAndDoneAfterAllForWhatItCostAlready() throws Exception {
    Path slow = Files.writeString(folder.resolve("slow.yaml"), "latency_ms: 6000\n");
    Process up = chorus.start("up", "up", "--emulator", slow.toString(), "--json", "up.json");
    try {
      soon().until(() -> chorus.exists("up.json"));
      system = chorus.json("up.json");
      String taskId = postTask();
      sendRaw("no-task", "{\"prompt\": 7}");
      sendRaw("\u001B[2Jlater", "{\"prompt\": \"Why?\", \"model\": \"gone/model\"}");
      publishPoison(taskId + "/1/0/" + taskId + "/1");
      soon().until(() -> listed().size() == 4);

      String letter = letterOf("undeliverable");
      assertThat(said("dead", "list", "--kind", "undeliverable"))
          .contains(letter, "s ago", "deadline_exceeded: no answer", "1 dead letter")
          .doesNotContain("Why is the sky blue?");
      assertThat(said("dead", "list")).doesNotContain("\u001B").contains("[2Jlater");
      soon().until(() -> said("dead", "show", letter).contains("1 paid for already, $0.000000"));
      assertThat(said("dead", "show", letter))
          .contains(taskId, "ask 1 of round 1, slot 0", "EXPIRED", "Why is the sky blue?");
      assertThat(said("dead", "show", letterOf("poison")))
          .contains("rejected by calls.openai.standard", "tenant    default", "\\u001B[31m")
          .contains("its task " + taskId + " goes on without it")
          .doesNotContain("\u001B");

      assertThat(said("dead", "redrive", "--all", "--dry-run"))
          .contains("4   3 left as they are", "1, not sent: a dry run")
          .contains("1 expected   1 paid for already", "$0.000000 expected")
          .contains("is still no task: 'prompt'", "is still no task: 'model'");
      assertThat(listed()).allMatch(each -> each.get("redrives").isEmpty());
      assertThat(exit("dead", "redrive", letter, letterOf("poison"), "--deadline", "5m"))
          .isEqualTo(1);
      String redriven = redrivenOf(letter);
      soon().until(() -> status(redriven).equals("succeeded"));

      assertThat(exit("dead", "redrive", letter)).isEqualTo(1);
      assertThat(said("dead", "list", "--kind", "undeliverable")).contains("succeeded");
      assertThat(redrivenOf(letter)).isEqualTo(redriven);
      assertThat(Files.readAllLines(data.resolve("journal.jsonl"))).hasSize(1);
      assertThat(said("verify", "--quiesced")).contains("2 accepted · 2 final");
    } finally {
      up.destroy();
      up.waitFor();
    }
    assertThat(listed()).hasSize(4);
    assertThat(exit("dead", "redrive", "--all")).isEqualTo(2);
  }

  @Test
  void whatCannotBeUnderstoodIsToldAndNothingIsDone() throws Exception {
    Files.createDirectories(data);

    assertThat(exit("dead")).isEqualTo(2);
    assertThat(exit("dead", "show", TaskIds.fresh(Instant.now()))).isEqualTo(2);
    assertThat(exit("dead", "list", "--kind", "lost")).isEqualTo(2);
    assertThat(exit("dead", "list", "--since", "yesterday")).isEqualTo(2);
    assertThat(exit("dead", "list", "--limit", "0")).isEqualTo(2);
    assertThat(exit("dead", "redrive")).isEqualTo(2);
    assertThat(exit("dead", "redrive", "--all", "--kind", "rejected")).isEqualTo(2);
    assertThat(exit("dead", "redrive", "--all", "--deadline", "31d")).isEqualTo(2);
    assertThat(exit("dead", "list", "--data", folder.resolve("none").toString())).isEqualTo(2);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(300));
  }

  private String postTask() throws Exception {
    String task =
        "{\"prompt\": \"Why is the sky blue?\", \"model\": \"openai/gpt-4o-mini\","
            + " \"quality\": 0, \"deadline_seconds\": 4}";
    return json(request("/tasks").POST(HttpRequest.BodyPublishers.ofString(task)))
        .get("id")
        .asText();
  }

  private String status(String taskId) throws Exception {
    return json(request("/tasks/" + taskId)).path("status").asText();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(system.get("base_url").asText() + path))
        .header("Authorization", "Bearer " + system.get("api_key").asText());
  }

  private static JsonNode json(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> reply =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    return Json.read(reply.body(), JsonNode.class);
  }

  private void sendRaw(String name, String body) throws Exception {
    String kafka = system.get("kafka_bootstrap").asText();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka),
            new StringSerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(Topics.raw(Tenants.DEFAULT), body.getBytes(UTF_8));
      record.headers().add("ce_id", name.getBytes(UTF_8));
      var unused = producer.send(record).get();
    }
  }

  private void publishPoison(String messageId) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(system.get("rabbitmq_url").asText());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish(
          Queues.CALLS_EXCHANGE,
          Queues.calls("openai", Lane.STANDARD),
          true,
          new AMQP.BasicProperties.Builder().deliveryMode(2).messageId(messageId).build(),
          POISON.getBytes(UTF_8));
      channel.waitForConfirmsOrDie(10_000);
    }
  }

  private List<JsonNode> listed() throws IOException, MalformedJsonException {
    Path file = folder.resolve("list.json");
    said("dead", "list", "--json", file.toString());
    List<JsonNode> letters = new ArrayList<>();
    Json.read(Files.readString(file), JsonNode.class).forEach(letters::add);
    return letters;
  }

  private String letterOf(String kind) throws Exception {
    return listed().stream()
        .filter(letter -> letter.get("kind").asText().equalsIgnoreCase(kind))
        .findFirst()
        .orElseThrow()
        .get("letter_id")
        .asText();
  }

  private String redrivenOf(String letterId) throws Exception {
    JsonNode letter =
        listed().stream()
            .filter(each -> each.get("letter_id").asText().equals(letterId))
            .findFirst()
            .orElseThrow();
    assertThat(letter.get("redrives")).hasSize(1);
    return letter.at("/redrives/0/task_id").asText();
  }

  /** What a command that ends well says. */
  private String said(String... arguments) {
    StringWriter out = new StringWriter();
    int exit = execute(out, arguments);
    assertThat(exit).as(out.toString()).isZero();
    return out.toString();
  }

  private int exit(String... arguments) {
    return execute(new StringWriter(), arguments);
  }

  /** In this process, which takes no second where another would take two. */
  private int execute(StringWriter out, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    if (!all.contains("--data") && !all.equals(List.of("dead"))) {
      all.addAll(List.of("--data", data.toString()));
    }
    if (!all.contains("list") && !all.get(all.size() - 1).equals("dead")) {
      all.addAll(
          List.of("--engines", CommandLineKit.example("../flink-conf/engines.yaml").toString()));
    }
    PrintWriter writer = new PrintWriter(out, true);
    return Chorus.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
  }
}

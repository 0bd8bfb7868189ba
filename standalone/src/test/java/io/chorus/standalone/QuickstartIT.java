package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows, as commands. */
class QuickstartIT {
  private static final String TASKS = CommandLineKit.example("tasks.jsonl").toString();
  private static final String ANSWERS = CommandLineKit.example("answers.jsonl").toString();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private CommandLineKit chorus;

  @BeforeEach
  void kit() {
    chorus = new CommandLineKit(folder);
  }

  @Test
  void theFirstCommandAnswersFortyTasks() throws Exception {
    int exit =
        chorus.run(
            "run", "run", TASKS, "--replay", ANSWERS, "--out", "out.jsonl", "--json", "s.json");

    assertThat(exit).as(chorus.said("run")).isZero();
    List<JsonNode> answers = chorus.lines("out.jsonl");
    assertThat(answers)
        .hasSize(40)
        .extracting(line -> line.get("custom_id"))
        .doesNotHaveDuplicates();
    JsonNode summary = chorus.json("s.json");
    assertThat(keys(summary))
        .containsExactlyInAnyOrder(
            "tasks",
            "lines_rejected",
            "final",
            "calls",
            "calls_billed",
            "tokens_in",
            "tokens_out",
            "cost_usd",
            "tasks_per_s",
            "latency_ms",
            "peak_rss_mb");
    assertThat(summary.at("/final/SUCCEEDED").asInt()).isEqualTo(40);
    assertThat(summary.get("calls_billed")).isEqualTo(summary.get("calls"));
    assertEndsWell("verify", "verify", "--quiesced", "--json", "v.json");
    assertThat(chorus.json("v.json").get("holds").asBoolean()).isTrue();
  }

  @Test
  void whatWasKilledInTheMiddleGoesOn() throws Exception {
    Process run = chorus.start("run", "run", TASKS, "--replay", ANSWERS, "--out", "out.jsonl");
    await().atMost(LIMIT).until(() -> chorus.said("run").contains(" of 40 tasks"));
    run.destroyForcibly().waitFor();

    Process up =
        chorus.start("up", "up", "--replay", ANSWERS, "--json", "up.json", "--watch", "drop");
    try {
      await().atMost(LIMIT).until(() -> chorus.exists("out.jsonl"));
      assertThat(chorus.lines("out.jsonl")).hasSize(40);
      assertEndsWell("verify", "verify", "--quiesced");
      assertAnswersOverHttp(chorus.json("up.json"));
      assertAFileThatIsPutDownBecomesABatch();
      assertABatchThatIsResumedCostsNoCall();
      assertCommandsWorkWithoutAKeyAndWithOne();
    } finally {
      up.destroy();
      assertThat(up.waitFor()).isIn(0, 143);
    }
  }

  private static void assertAnswersOverHttp(JsonNode system) throws Exception {
    String task =
        "{\"model\":\"chorus-auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(system.get("base_url").asText() + "/chat/completions"))
            .header("Authorization", "Bearer " + system.get("api_key").asText())
            .POST(HttpRequest.BodyPublishers.ofString(task))
            .timeout(LIMIT)
            .build();
    HttpResponse<String> reply =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body()).contains("chat.completion", "emulated");
  }

  private void assertAFileThatIsPutDownBecomesABatch() throws Exception {
    Files.copy(Path.of(TASKS), folder.resolve("drop/tasks.jsonl"));
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              assertEndsWell("batches", "batch", "list");
              return chorus.said("batches").contains("completed");
            });
    assertThat(folder.resolve("drop/tasks.jsonl")).doesNotExist();
  }

  private void assertABatchThatIsResumedCostsNoCall() throws Exception {
    String ended = batchOf("batches");
    String billed = billedCalls("before");
    assertEndsWell("resume", "batch", "create", TASKS, "--resume", ended);
    String resumed = batchOf("resume");
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              assertEndsWell("resumed", "batch", "get", resumed);
              return chorus.said("resumed").contains("\"status\" : \"completed\"");
            });
    assertThat(chorus.said("resumed")).contains("\"failed\" : 0");
    assertThat(billedCalls("after")).isEqualTo(billed);
  }

  private String batchOf(String name) throws Exception {
    String line =
        chorus.said(name).lines().filter(text -> text.startsWith("batch_")).findFirst().get();
    return line.split(" ", 2)[0];
  }

  private String billedCalls(String name) throws Exception {
    assertEndsWell(name, "verify");
    return chorus.said(name).replaceAll("(?s).*?(\\d+ billed calls).*", "$1");
  }

  private void assertCommandsWorkWithoutAKeyAndWithOne() throws Exception {
    assertEndsWell("submit", "submit", "--wait", "Why?");
    assertThat(chorus.said("submit")).contains(" succeeded").contains("emulated");
    assertEndsWell("file", "submit", "--file", TASKS, "--out", "submitted.jsonl");
    assertThat(chorus.said("file")).contains("completed: 40 of 40 tasks answered");
    assertThat(chorus.lines("submitted.jsonl")).hasSize(40);
    assertEndsWell("put", "accounts", "put", "openai", "b", "--key", "env:B");
    assertEndsWell("accounts", "accounts", "list");
    assertThat(chorus.said("accounts")).contains("ENGINE", "env:B");
    assertEndsWell("remove", "accounts", "remove", "openai", "b");
    assertEndsWell("rest", "accounts", "list", "--json");
    assertThat(chorus.said("rest")).contains("\"declared\" : true").doesNotContain("env:B");
    assertEndsWell("key", "keys", "create", "laptop", "--tenant", "acme");
    String key = chorus.said("key").lines().filter(line -> line.startsWith("ck_")).findAny().get();
    String id = key.split("_", -1)[1];
    assertEndsWell("revoke", "keys", "revoke", id);
    assertEndsWell("list", "keys", "list");
    assertThat(chorus.said("list")).contains(id, "acme", "revoked").doesNotContain(key);
    assertEndsWell("audit", "audit", "verify");
    assertThat(chorus.said("audit")).contains("whole: ");
    assertThat(chorus.run("get", "get", "nonsense")).isEqualTo(2);
    assertThat(chorus.said("get")).contains("404", "there is no such task");
  }

  private void assertEndsWell(String name, String... command) throws Exception {
    int exit = chorus.run(name, command);
    assertThat(exit).as(chorus.said(name)).isZero();
  }

  private static Set<String> keys(JsonNode object) {
    return new HashSet<>(
        object.properties().stream()
            .map(property -> property.getKey())
            .collect(Collectors.toList()));
  }
}

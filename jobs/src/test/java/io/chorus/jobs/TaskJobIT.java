package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.RedactionStore;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.DeadLetter;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Queues;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import io.chorus.contracts.Whereabouts;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class TaskJobIT {
  private static final String BODY =
      "{\"prompt\": \"%s\", \"model\": \"claude/small\", \"lane\": \"batch\", \"quality\": 0}";

  private final World world;
  private final Instant at = Instant.now();
  private final List<Call> calls = new ArrayList<>();
  private JobID job;

  TaskJobIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    job = world.cluster().run(TaskJob.NAME, TaskJob::build);
  }

  @AfterEach
  void end() {
    world.cluster().cancel(job);
  }

  @Test
  void aTaskThatIsSentTwiceIsAskedOnceAndEndsInOneResultWithTheStoredBytes() throws Exception {
    String taskId = TaskIds.derived(Tenants.DEFAULT, "sent-twice", at);

    send("sent-twice", BODY.formatted("Which river is the longest?"));
    send("sent-twice", BODY.formatted("Which river is the longest?"));
    Call call = awaitCall(taskId);
    assertThat(placeNamed("sent-twice"))
        .isEqualTo(placeOf(BODY.formatted("Which river is the longest?")));
    answer(call);

    World.soon().untilAsserted(() -> assertThat(resultsOf(taskId)).hasSize(1));
    byte[] published = resultsOf(taskId).get(0).value();
    Result result = Topic.read(published, Result.class);
    assertThat(result.state()).isEqualTo(FinalState.SUCCEEDED);
    assertThat(result.engine()).isEqualTo("claude");
    assertThat(stored(taskId)).isEqualTo(published);
    assertThat(headers(resultsOf(taskId).get(0)))
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", taskId)
        .containsEntry("ce_source", "chorus")
        .containsEntry("ce_type", "io.chorus.task.succeeded")
        .containsEntry("ce_time", Instant.ofEpochMilli(result.finishedAtMs()).toString())
        .containsEntry("content-type", "application/json");
    assertThat(rowsNamed("sent-twice")).isEqualTo(1);
    send("after-it", BODY.formatted("Which river is the second longest?"));
    Call after = awaitCall(TaskIds.derived(Tenants.DEFAULT, "after-it", at));
    assertThat(calls)
        .filteredOn(one -> Set.of(taskId, after.taskId()).contains(one.taskId()))
        .containsExactly(call, after);
    assertThat(resultsOf(taskId)).hasSize(1);
  }

  @Test
  void aBrokenRecordIsADeadLetterWithItsReasonAndItsBytes() {
    String broken = "{\"prompt\": 7, \"lane\": ";

    send("broken", broken);

    World.soon().untilAsserted(() -> assertThat(lettersNamed("broken")).hasSize(1));
    DeadLetter letter = lettersNamed("broken").get(0);
    assertThat(letter.tenant()).isEqualTo(Tenants.DEFAULT);
    assertThat(letter.source()).startsWith(Topics.raw(Tenants.DEFAULT));
    assertThat(letter.problems()).isNotEmpty();
    assertThat(Base64.getDecoder().decode(letter.payload().text()))
        .isEqualTo(broken.getBytes(UTF_8));
    assertThat(world.topics().all(Topics.DEAD_LETTERS))
        .filteredOn(record -> letter.source().equals(record.key()))
        .singleElement()
        .satisfies(
            record ->
                assertThat(headers(record))
                    .containsEntry("ce_type", "io.chorus.task.rejected")
                    .containsEntry("ce_time", Instant.ofEpochMilli(letter.atMs()).toString()));
    assertThat(rowsNamed("broken")).isZero();
  }

  @Test
  void anIdThatNamesAnotherContentIsADeadLetterAndTheFirstTaskGoesOn() throws Exception {
    String taskId = TaskIds.derived(Tenants.DEFAULT, "reused", at);
    send("reused", BODY.formatted("Which lake is the deepest?"));
    Call call = awaitCall(taskId);

    String other = "  " + BODY.formatted("Which lake is the largest?");
    send("reused", other);

    World.soon().untilAsserted(() -> assertThat(lettersNamed("reused")).hasSize(1));
    DeadLetter letter = lettersNamed("reused").get(0);
    assertThat(letter.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.field()).isEqualTo("id"));
    assertThat(letter.source()).isEqualTo(placeOf(other));
    assertThat(Base64.getDecoder().decode(letter.payload().text()))
        .isEqualTo(other.getBytes(UTF_8));
    answer(call);
    World.soon().untilAsserted(() -> assertThat(resultsOf(taskId)).hasSize(1));
    assertThat(stored(taskId)).isEqualTo(resultsOf(taskId).get(0).value());
    assertThat(rowsNamed("reused")).isEqualTo(1);
  }

  @Test
  void theTopicOfANewTenantIsFoundAndReadFromItsFirstRecordAndItsResultsHaveOneToo() {
    send("before-newcomer", BODY.formatted("Which river is the shortest?"));
    answer(awaitCall(TaskIds.derived(Tenants.DEFAULT, "before-newcomer", at)));
    String tenant = "newcomer";
    // by hand: nobody has made one for results, or looked at the other's name
    world.kafka().createTopics(Map.of(Topics.raw(tenant), 1, Topics.raw("No_Tenant"), 1));
    send("No_Tenant", "first", BODY.formatted("Which river is nobody's?"));

    send(tenant, "first", BODY.formatted("Which river is the widest?"));

    String taskId = TaskIds.derived(tenant, "first", at);
    Call call = awaitCall(taskId);
    assertThat(call.tenant()).isEqualTo(tenant);
    answer(call);
    World.soon()
        .untilAsserted(
            () ->
                assertThat(world.topics().all(Topics.results(tenant)))
                    .extracting(ConsumerRecord::key)
                    .containsExactly(taskId));
  }

  @Test
  void whatKafkasConsoleProducerSubmitsIsATask() throws Exception {
    Process console =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.kafka.tools.ConsoleProducer",
                "--bootstrap-server",
                world.kafka().bootstrapServers(),
                "--topic",
                Topics.raw(Tenants.DEFAULT),
                "--reader-property",
                "parse.headers=true")
            .redirectErrorStream(true)
            .start();
    try (Writer keys = console.outputWriter(UTF_8)) {
      keys.write("ce_id:from-the-console\t" + BODY.formatted("Sông nào dài nhất?") + "\n");
    }

    String said = new String(console.getInputStream().readAllBytes(), UTF_8);
    assertThat(console.waitFor()).as(said).isZero();
    Call call = awaitCall(TaskIds.derived(Tenants.DEFAULT, "from-the-console", Instant.now()));
    assertThat(call.payload().text()).contains("Sông nào dài nhất?");
    answer(call);
  }

  @Test
  void aCallThatIsLostOnItsWayIsSentAgain() throws Exception {
    String taskId = TaskIds.derived(Tenants.DEFAULT, "lost", at);
    send("lost", BODY.formatted("Which sea is the saltiest?"));
    Call lost = awaitCall(taskId);
    calls.clear();

    Call again = awaitCall(taskId);

    assertThat(again).isEqualTo(lost);
    answer(again);
    World.soon().untilAsserted(() -> assertThat(resultsOf(taskId)).hasSize(1));
  }

  @Test
  void callsOfATenantThatKeepsPersonalDataFromEnginesShowNoneAndItsResultsDo() {
    String taskId = TaskIds.derived(Tenants.DEFAULT, "redacted", at);
    RedactionStore redactions = new RedactionStore(world.database());
    redactions.set(Tenants.DEFAULT, true);
    try {
      send("redacted", BODY.formatted("Thank an@example.com for the river."));

      Call call = awaitCall(taskId);
      assertThat(call.payload().text())
          .contains("Thank [EMAIL_1] for the river.")
          .doesNotContain("an@example.com");
      answer(call, "Thank you, [EMAIL_1].");
      World.soon().untilAsserted(() -> assertThat(resultsOf(taskId)).hasSize(1));
      byte[] published = resultsOf(taskId).get(0).value();
      assertThat(Topic.read(published, Result.class).payload().text())
          .contains("Thank you, an@example.com.");
      assertThat(stored(taskId)).isEqualTo(published);
    } finally {
      redactions.set(Tenants.DEFAULT, false);
    }
  }

  @Test
  void anOperatorsCancelEndsATask() {
    String taskId = TaskIds.derived(Tenants.DEFAULT, "cancelled", at);
    send("cancelled", BODY.formatted("Which sea is the saltiest?"));
    awaitCall(taskId);

    cancel(taskId, System.currentTimeMillis());

    World.soon().untilAsserted(() -> assertThat(resultsOf(taskId)).hasSize(1));
    assertThat(Topic.read(resultsOf(taskId).get(0).value(), Result.class).state())
        .isEqualTo(FinalState.CANCELLED);
  }

  @Test
  void whoAsksAfterATaskIsToldWhereItsCallIsAndWhatWaitsIsTold() {
    String taskId = TaskIds.derived(Tenants.DEFAULT, "asked-after", at);
    send("asked-after", BODY.formatted("Which sea is the deepest?"));
    Call call = awaitCall(taskId);

    Inquiry inquiry = Inquiry.of(Tenants.DEFAULT, "who-asks", taskId, System.currentTimeMillis());
    world.topics().send(Topics.INQUIRIES, taskId, Json.write(inquiry), Map.of());

    World.soon()
        .untilAsserted(
            () ->
                assertThat(world.topics().all(Topics.WHEREABOUTS, Whereabouts.class))
                    .filteredOn(place -> place.inquiry().equals("who-asks"))
                    .singleElement()
                    .satisfies(
                        place -> {
                          assertThat(place.engine()).isEqualTo("claude");
                          assertThat(place.state()).isEqualTo(Whereabouts.State.IN_FLIGHT);
                        }));
    World.soon()
        .untilAsserted(
            () ->
                assertThat(world.topics().all(Topics.QUEUES, QueueReport.class))
                    .anyMatch(
                        report ->
                            report.engine().equals("claude")
                                && report.waits().stream().anyMatch(w -> w.inFlight() > 0)));
    answer(call);
  }

  private void cancel(String taskId, long atMs) {
    Hold hold =
        new Hold(
            SchemaVersion.CURRENT,
            Tenants.DEFAULT,
            Hold.Scope.TASK,
            taskId,
            false,
            atMs,
            null,
            false,
            1);
    world.topics().send(Topics.CONTROL, hold.key(), Json.write(hold), Map.of());
  }

  private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
    Map<String, String> headers = new HashMap<>();
    record.headers().forEach(each -> headers.put(each.key(), new String(each.value(), UTF_8)));
    return headers;
  }

  private void send(String ceId, String body) {
    send(Tenants.DEFAULT, ceId, body);
  }

  private void send(String tenant, String ceId, String body) {
    world
        .topics()
        .send(
            Topics.raw(tenant),
            ceId,
            body.getBytes(UTF_8),
            Map.of("ce_id", ceId, "ce_time", at.toString()));
  }

  private Call awaitCall(String taskId) {
    World.soon()
        .until(
            () -> {
              world.lanes().take(Queues.calls("claude", Lane.BATCH)).stream()
                  .map(body -> Topic.read(body, Call.class))
                  .forEach(calls::add);
              return calls.stream().anyMatch(call -> call.taskId().equals(taskId));
            });
    return calls.stream().filter(call -> call.taskId().equals(taskId)).findFirst().orElseThrow();
  }

  private void answer(Call call) {
    answer(call, "It is in Asia.");
  }

  private void answer(Call call, String text) {
    Answer answer =
        new Answer(
            SchemaVersion.CURRENT,
            call.tenant(),
            call.taskId(),
            call.rootId(),
            call.round(),
            call.slot(),
            call.number(),
            call.engine(),
            call.lane(),
            call.engine(),
            call.model(),
            null,
            null,
            0,
            new Usage(10, 4),
            18_000,
            call.createdAtMs(),
            call.createdAtMs() + 50,
            false,
            Payload.of(Json.writeText(new ChatAnswer(text, "stop"))));
    world.topics().send(Topics.ANSWERS, answer.taskId(), Json.write(answer), Map.of());
  }

  private List<ConsumerRecord<String, byte[]>> resultsOf(String taskId) {
    return world.topics().all(Topics.results(Tenants.DEFAULT)).stream()
        .filter(message -> taskId.equals(message.key()))
        .toList();
  }

  private List<DeadLetter> lettersNamed(String name) {
    return world.topics().all(Topics.DEAD_LETTERS, DeadLetter.class).stream()
        .filter(letter -> name.equals(letter.name()))
        .toList();
  }

  private String placeOf(String body) {
    return world.topics().all(Topics.raw(Tenants.DEFAULT)).stream()
        .filter(message -> body.equals(new String(message.value(), UTF_8)))
        .map(message -> message.topic() + "-" + message.partition() + "-" + message.offset())
        .findFirst()
        .orElseThrow();
  }

  private byte[] stored(String taskId) {
    try (FinalStore finals = new FinalStore(world.database())) {
      return finals.find(Tenants.DEFAULT, taskId).orElseThrow();
    }
  }

  private String placeNamed(String customId) {
    return world
        .rows()
        .of("SELECT place FROM tasks WHERE custom_id = ?", customId)
        .get(0)
        .get(0)
        .toString();
  }

  private int rowsNamed(String customId) {
    return world.rows().of("SELECT 1 FROM tasks WHERE custom_id = ?", customId).size();
  }
}

package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterFilter;
import io.chorus.connector.postgres.LetterView;
import io.chorus.contracts.Call;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Queues;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.JournalLine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class DeadLettersIT {
  private static final String BODY =
      "{\"prompt\": \"Which river is the longest?\", \"model\": \"claude/small\","
          + " \"lane\": \"batch\", \"batch\": \"rivers\", \"quality\": 0, \"deadline_seconds\": %d}";

  private final World world;
  private final LetterDesk desk;
  private final List<JobID> jobs = new ArrayList<>();

  DeadLettersIT(World world) {
    this.world = world;
    this.desk = new LetterDesk(world.database());
  }

  @BeforeEach
  void start() {
    jobs.add(world.cluster().run(TaskJob.NAME, TaskJob::build));
  }

  @AfterEach
  void end() {
    jobs.forEach(world.cluster()::cancel);
    world.emulator().settings(EmulatorSettings.DEFAULT);
  }

  @Test
  void aRecordThatIsNoTaskIsKeptOnceHoweverOftenTheJobReadsIt() {
    byte[] broken = {'{', 0, (byte) 0xFF};
    send(Topics.raw(Tenants.DEFAULT), "kept-broken", broken);
    LetterView first = awaitLetter(letter -> "kept-broken".equals(letter.name()));

    end();
    jobs.set(0, world.cluster().run(TaskJob.NAME, TaskJob::build));
    send(Topics.raw(Tenants.DEFAULT), "kept-after", broken);
    awaitLetter(letter -> "kept-after".equals(letter.name()));

    assertThat(letters()).filteredOn(letter -> "kept-broken".equals(letter.name())).hasSize(1);
    LetterDesk.Found found = desk.find(first.letterId()).orElseThrow();
    assertThat(first.kind()).isEqualTo(Letter.Kind.REJECTED);
    assertThat(first.tenant()).isEqualTo(Tenants.DEFAULT);
    assertThat(first.reason()).contains("JSON");
    assertThat(found.letter().original()).isEqualTo(broken);
  }

  @Test
  void aRecordOfOurOwnThatNobodyCanReadIsKeptToo() {
    byte[] broken = "{\"task_id\": \"7\"".getBytes(UTF_8);

    send(Topics.TASKS, "own-broken", broken);

    LetterView letter = awaitLetter(each -> each.source().startsWith(Topics.TASKS + "-"));
    assertThat(letter.kind()).isEqualTo(Letter.Kind.POISON);
    assertThat(letter.tenant()).isNull();
    assertThat(desk.find(letter.letterId()).orElseThrow().letter().original()).isEqualTo(broken);
  }

  @Test
  void whatHadEndedOtherwiseBeforeItsDeadlineIsNoDeadLetter() {
    String answered = send("ended-before", BODY.formatted(4));
    String late = send("ended-late", BODY.formatted(4));
    try (FinalStore finals = new FinalStore(world.database())) {
      Result result = result(answered, FinalState.SUCCEEDED);
      finals.commit(Tenants.DEFAULT, answered, FinalState.SUCCEEDED, Json.write(result)).join();
    }

    LetterView letter = awaitLetter(each -> late.equals(each.taskId()));

    assertThat(letter.reason()).startsWith("deadline_exceeded");
    assertThat(letter.batch()).isEqualTo("rivers");
    assertThat(letters()).extracting(LetterView::taskId).doesNotContain(answered);
  }

  @Test
  void aPoisonMessageIsKeptWithWhatItsBrokerTellsAndItsTaskGoesOn() throws Exception {
    byte[] poison = {'{', 0, (byte) 0xFF};
    String queue = Queues.calls("claude", Lane.BATCH);
    String taskId = send("poisoned", BODY.formatted(600));
    Call call = awaitCall(queue, taskId);

    world.lanes().publish(queue, call.askId().toString(), poison);
    World.soon().until(() -> world.lanes().reject(queue));

    LetterView letter = awaitLetter(each -> taskId.equals(each.taskId()));
    assertThat(letter.kind()).isEqualTo(Letter.Kind.POISON);
    assertThat(letter.tenant()).isEqualTo(Tenants.DEFAULT);
    assertThat(letter.source()).isEqualTo(queue);
    assertThat(letter.reason()).startsWith("rejected by " + queue + ": the message is not valid");
    Letter kept = desk.find(letter.letterId()).orElseThrow().letter();
    assertThat(kept.original()).isEqualTo(poison);
    assertThat(kept.history()).extracting(Letter.Past::what).containsExactly("waited in " + queue);
    jobs.add(world.cluster().run(EngineJob.NAME, EngineJob::build));
    world.lanes().publish(call);
    World.soon().until(() -> resultOf(taskId) != null);
    assertThat(resultOf(taskId).state()).isEqualTo(FinalState.SUCCEEDED);
  }

  @Test
  void aRedrivenTaskIsAnsweredByWhatItsFirstTaskPaidForAndNothingIsPaid() throws Exception {
    jobs.add(world.cluster().run(EngineJob.NAME, EngineJob::build));
    world.emulator().settings(EmulatorSettings.DEFAULT.withLatencyMs(4_500));
    String first = send("paid-late", BODY.formatted(3));
    LetterView letter = awaitLetter(each -> first.equals(each.taskId()));
    World.soon().until(() -> desk.paid(List.of(first)).size() == 1);
    assertThat(resultOf(first).state()).isEqualTo(FinalState.EXPIRED);

    Letter kept = desk.find(letter.letterId()).orElseThrow().letter();
    Task redriven = redriven(Json.readOwn(new String(kept.original(), UTF_8), Task.class));
    send(Topics.TASKS, redriven.taskId(), Json.write(redriven));

    World.soon().until(() -> resultOf(redriven.taskId()) != null);
    Result result = resultOf(redriven.taskId());
    assertThat(result.state()).isEqualTo(FinalState.SUCCEEDED);
    assertThat(result.rootId()).isEqualTo(first);
    assertThat(billedOf(first)).isEqualTo(1);
    assertThat(world.rows().of("SELECT 1 FROM claims WHERE task_id = ?", uuid(redriven.taskId())))
        .isEmpty();
    assertThat(kept.history())
        .extracting(Letter.Past::what)
        .contains("ask 1 of round 1, slot 0: claude/small");
  }

  private static Task redriven(Task task) {
    Instant now = Instant.now();
    return task.again(
        TaskIds.fresh(now),
        task.rootId(),
        now.toEpochMilli(),
        now.plus(Duration.ofMinutes(5)).toEpochMilli());
  }

  private static UUID uuid(String id) {
    return UUID.fromString(id);
  }

  private long billedOf(String rootId) throws IOException {
    return Files.readAllLines(world.journal()).stream()
        .map(line -> Json.readOwn(line, JournalLine.class))
        .filter(line -> line.ask() != null && line.ask().startsWith(rootId + "/"))
        .count();
  }

  /** As a producer. */
  private String send(String name, String body) {
    send(Topics.raw(Tenants.DEFAULT), name, body.getBytes(UTF_8));
    return TaskIds.derived(Tenants.DEFAULT, name, Instant.now());
  }

  private void send(String topic, String name, byte[] value) {
    world.topics().send(topic, name, value, Map.of("ce_id", name));
  }

  private List<LetterView> letters() {
    return desk.list(LetterFilter.ALL, Integer.MAX_VALUE);
  }

  private LetterView awaitLetter(Predicate<LetterView> wanted) {
    World.soon().until(() -> letters().stream().anyMatch(wanted));
    return letters().stream().filter(wanted).findFirst().orElseThrow();
  }

  private Call awaitCall(String queue, String taskId) {
    List<Call> calls = new ArrayList<>();
    World.soon()
        .until(
            () -> {
              world.lanes().take(queue).stream()
                  .map(body -> Topic.read(body, Call.class))
                  .forEach(calls::add);
              return calls.stream().anyMatch(call -> call.taskId().equals(taskId));
            });
    return calls.stream().filter(call -> call.taskId().equals(taskId)).findFirst().orElseThrow();
  }

  private Result resultOf(String taskId) {
    return world.topics().all(Topics.results(Tenants.DEFAULT)).stream()
        .filter(message -> taskId.equals(message.key()))
        .map(message -> Topic.read(message.value(), Result.class))
        .findFirst()
        .orElse(null);
  }

  private static Result result(String taskId, FinalState state) {
    return new Result(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        taskId,
        taskId,
        null,
        Lane.BATCH,
        state,
        Strategy.SINGLE,
        null,
        null,
        1,
        List.of(),
        1,
        1,
        0,
        Map.of(),
        Usage.NONE,
        0,
        0,
        0,
        null,
        null,
        Map.of(),
        null,
        Payload.of("{}"));
  }
}

package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.redis.Piece;
import io.chorus.connector.redis.TokenListener;
import io.chorus.connector.redis.TokenSpeaker;
import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Queues;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.Fault;
import io.chorus.emulator.FaultKind;
import io.chorus.emulator.JournalLine;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class EngineJobIT {
  private final World world;
  private JobID job;

  EngineJobIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    job = world.cluster().run(EngineJob.NAME, EngineJob::build);
  }

  @AfterEach
  void end() {
    world.cluster().cancel(job);
    world.emulator().settings(EmulatorSettings.DEFAULT);
  }

  @Test
  void everyCallIsClaimedAskedRecordedAndAnsweredOnceHoweverOftenItComes() throws Exception {
    Call twice = call("openai", Lane.PRIORITY);
    List<Call> calls = List.of(twice, call("claude", Lane.STANDARD), call("gemini", Lane.BATCH));

    for (Call call : calls) {
      world.lanes().publish(call);
    }
    world.lanes().publish(twice);

    World.soon()
        .untilAsserted(
            () -> {
              assertThat(answersTo(twice)).hasSize(2);
              assertThat(calls).allSatisfy(call -> assertThat(answersTo(call)).isNotEmpty());
            });
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(answersTo(call))
                  .allMatch(Answer::answered)
                  .extracting(answer -> answer.payload().text())
                  .containsOnly(answersTo(call).get(0).payload().text());
              assertThat(billed(call.askId())).isEqualTo(1);
              assertThat(rows("claims", call)).isEqualTo(1);
              assertThat(rows("records", call)).isEqualTo(1);
            });
  }

  @Test
  void whatCannotBeReadEndsInTheDeadLettersAndHoldsNobodyBack() throws Exception {
    byte[] unreadable = "{\"round\": \"first\"".getBytes(UTF_8);
    Call next = call("openai", Lane.STANDARD);

    world.lanes().publish("openai", Lane.STANDARD, unreadable);
    world.lanes().publish(next);

    List<byte[]> dead = new ArrayList<>();
    World.soon()
        .untilAsserted(
            () -> {
              dead.addAll(world.lanes().take(Queues.DEAD));
              assertThat(dead).containsExactly(unreadable);
              assertThat(answersTo(next)).hasSize(1).allMatch(Answer::answered);
            });
  }

  @Test
  void anEngineThatFailsGivesAnAnswerWithItsClassAndTheJobRunsOn() throws Exception {
    world
        .emulator()
        .settings(
            EmulatorSettings.DEFAULT
                .withFault(new Fault(FaultKind.SERVER_ERROR, 1, "openai"))
                .withFault(new Fault(FaultKind.RATE_LIMITED, 1, "claude")));
    Call broken = call("openai", Lane.PRIORITY);
    Call limited = call("claude", Lane.BATCH);

    world.lanes().publish(broken);
    world.lanes().publish(limited);

    World.soon()
        .untilAsserted(
            () -> {
              assertThat(answersTo(broken))
                  .extracting(Answer::failure)
                  .containsExactly(FailureClass.TRANSIENT);
              assertThat(answersTo(limited))
                  .extracting(Answer::failure)
                  .containsExactly(FailureClass.RATE_LIMITED);
            });
    assertThat(answersTo(limited).get(0).retryAfterMs()).isEqualTo(1_000);
    assertThat(billed(broken.askId()) + billed(limited.askId())).isZero();
    assertThat(world.cluster().status(job)).isEqualTo(JobStatus.RUNNING);
    assertThat(world.cluster().restarts(job)).isZero();
  }

  @Test
  void aStoppedJobRecordsWhatItHasSentAndTheNextOneReplaysIt() throws Exception {
    world.emulator().settings(EmulatorSettings.DEFAULT.withLatencyMs(3_000));
    Call call = call("openai", Lane.PRIORITY);
    World.soon().until(() -> world.cluster().hasCheckpoint(EngineJob.NAME));
    world.lanes().publish(call);
    World.soon().until(() -> rows("claims", call) == 1);

    world.cluster().cancel(job);
    EngineJob.drained().get(20, TimeUnit.SECONDS);

    assertThat(rows("records", call)).isEqualTo(1);
    // the call is in the last checkpoint or in its queue, as that came before the stop or not
    job = world.cluster().resume(EngineJob.NAME, EngineJob::build);
    World.soon().until(() -> !answersTo(call).isEmpty());
    assertThat(answersTo(call)).allMatch(Answer::answered).allMatch(Answer::replayed);
    assertThat(billed(call.askId())).isEqualTo(1);
  }

  @Test
  void whoListensHearsTheAnswerAsItIsWrittenAndForNobodyNothingIsStreamed() throws Exception {
    Call heard = call("claude", Lane.PRIORITY, true);
    Call unheard = call("claude", Lane.PRIORITY, true);
    List<Piece> pieces = new CopyOnWriteArrayList<>();
    try (TokenListener listener = new TokenListener(world.config().redis());
        TokenSpeaker speaker = new TokenSpeaker(world.config().redis())) {
      listener.listening(pieces::add).begin(heard.tenant(), heard.taskId());
      World.soon().until(() -> speaker.isHeard(heard.tenant(), heard.taskId()).join());

      world.lanes().publish(heard);
      world.lanes().publish(unheard);

      World.soon().until(() -> !answersTo(heard).isEmpty() && !answersTo(unheard).isEmpty());
      World.soon().until(() -> text(pieces).equals(text(answersTo(heard).get(0))));
    }
    assertThat(pieces).extracting(Piece::ask).containsOnly(heard.askId().toString());
    assertThat(asked(heard.askId())).extracting(JournalLine::stream).containsExactly(true);
    assertThat(asked(unheard.askId())).extracting(JournalLine::stream).containsExactly(false);
  }

  private static String text(List<Piece> pieces) {
    return String.join("", pieces.stream().map(Piece::text).toList());
  }

  private static String text(Answer answer) {
    return Json.readOwn(answer.payload().text(), ChatAnswer.class).text();
  }

  private List<Answer> answersTo(Call call) {
    return world.topics().all(Topics.ANSWERS, Answer.class).stream()
        .filter(answer -> answer.askId().equals(call.askId()))
        .toList();
  }

  private long billed(AskId ask) throws Exception {
    return asked(ask).size();
  }

  private List<JournalLine> asked(AskId ask) throws Exception {
    return Files.readAllLines(world.journal()).stream()
        .map(line -> Json.readOwn(line, JournalLine.class))
        .filter(line -> ask.toString().equals(line.ask()))
        .toList();
  }

  private int rows(String table, Call call) {
    return world
        .rows()
        .of("SELECT 1 FROM " + table + " WHERE root_id = ?", UUID.fromString(call.rootId()))
        .size();
  }

  private static Call call(String engine, Lane lane) {
    return call(engine, lane, false);
  }

  private static Call call(String engine, Lane lane, boolean stream) {
    Instant now = Instant.now();
    String id = TaskIds.fresh(now);
    ChatRequest request =
        new ChatRequest(
            List.of(new ChatMessage("user", "Name a river of Asia.")),
            null,
            null,
            null,
            List.of(),
            null);
    return new Call(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        id,
        id,
        1,
        0,
        1,
        null,
        engine,
        "small",
        lane,
        "internal",
        now.toEpochMilli(),
        now.toEpochMilli(),
        0,
        now.plusSeconds(600).toEpochMilli(),
        100,
        0,
        0,
        0,
        Call.Kind.NEW,
        stream,
        "0".repeat(64),
        Payload.of(Json.writeText(request)));
  }
}

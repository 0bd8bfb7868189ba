package io.chorus.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.AccountStore;
import io.chorus.contracts.Account;
import io.chorus.contracts.AccountChange;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Limits;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class AccountsIT {
  private static final String ENGINE = "claude";

  private final World world;
  private JobID job;

  AccountsIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    world.emulator().settings(EmulatorSettings.DEFAULT);
    job = world.cluster().run(EngineJob.NAME, EngineJob::build);
  }

  @AfterEach
  void end() {
    change(world.config().catalog().engine(ENGINE).accounts().get(0));
    world.cluster().cancel(job);
    world.emulator().settings(EmulatorSettings.DEFAULT);
  }

  @Test
  void aKeyThatIsToldIsUsedWhileTheJobRunsAndNoCallFails() throws Exception {
    Call before = asked();
    World.soon().until(() -> answerTo(before) != null);

    change(new Account("main", key("the-next-key")));

    List<Call> calls = new ArrayList<>(List.of(before));
    World.soon()
        .until(
            () -> {
              calls.add(asked());
              return world.emulator().accounts().size() == 2;
            });
    World.soon().until(() -> calls.stream().allMatch(call -> answerTo(call) != null));
    assertThat(calls).allMatch(call -> answerTo(call).answered());
  }

  @Test
  void callsBeyondAnAccountsLimitAreSentBackAndNoneGoesOverIt() throws Exception {
    world
        .emulator()
        .settings(
            EmulatorSettings.DEFAULT.withLimit(
                new Limit(ENGINE, null, 120L, null, null, null, Limit.Window.BUCKET)));
    change(new Account("main", key("limited-key"), new Limits(120, 0, 0, 0, Limits.Window.BUCKET)));
    Call told = asked();
    World.soon().until(() -> answerTo(told) != null);

    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(asked());
    }

    World.soon().until(() -> calls.stream().allMatch(call -> answerTo(call) != null));
    List<Answer> answers = calls.stream().map(this::answerTo).toList();
    assertThat(answers).anyMatch(Answer::answered);
    assertThat(answers.stream().filter(answer -> !answer.answered()))
        .isNotEmpty()
        .allMatch(answer -> answer.failure() == FailureClass.WITHDRAWN)
        .allMatch(answer -> answer.retryAfterMs() > 0);
    assertThat(world.emulator().accounts()).allMatch(account -> account.overshoot() == 0);
  }

  private SecretRef key(String secret) throws IOException {
    return new SecretRef("file:" + Files.writeString(world.dir().resolve(secret), secret));
  }

  private void change(Account account) {
    AccountChange change = new AccountStore(world.database()).change(ENGINE, account, false);
    world.topics().send(Topics.CONTROL, change.key(), Json.write(change), Map.of());
  }

  private Answer answerTo(Call call) {
    return world.topics().all(Topics.ANSWERS, Answer.class).stream()
        .filter(answer -> answer.askId().equals(call.askId()))
        .findFirst()
        .orElse(null);
  }

  private Call asked() throws Exception {
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
    Call call =
        new Call(
            SchemaVersion.CURRENT,
            Tenants.DEFAULT,
            id,
            id,
            1,
            0,
            1,
            null,
            ENGINE,
            "small",
            Lane.STANDARD,
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
            false,
            "0".repeat(64),
            Payload.of(Json.writeText(request)));
    world.lanes().publish(call);
    return call;
  }
}

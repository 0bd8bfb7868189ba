package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Json;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class StrategiesIT {
  private final World world;
  private final Instant at = Instant.now();
  private List<JobID> jobs;

  StrategiesIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    jobs =
        List.of(
            world.cluster().run(EngineJob.NAME, EngineJob::build),
            world.cluster().run(TaskJob.NAME, TaskJob::build));
  }

  @AfterEach
  void end() {
    jobs.forEach(world.cluster()::cancel);
  }

  @Test
  void votesAndJudgesPayWhatTheyNeedAndAPolicyCountsWithoutARestart() {
    String sum = send("{\"prompt\":\"What is 17 * 23? Only the number.\",\"strategy\":\"vote\"}");
    String words =
        send("{\"prompt\":\"Write two sentences about the sea.\",\"strategy\":\"fuse\"}");

    Result vote = result(sum);
    Result fused = result(words);

    assertThat(vote.state()).isEqualTo(FinalState.SUCCEEDED);
    assertThat(vote.saved()).isEqualTo(1);
    assertThat(claims(sum)).isEqualTo(2);
    assertThat(fused.state()).isEqualTo(FinalState.SUCCEEDED);
    assertThat(fused.rounds()).isEqualTo(2);
    assertThat(claims(words)).isEqualTo(4);
    assertThat(fused.explanation().answers())
        .extracting(answer -> answer.round() + "/" + answer.slot())
        .contains("1/0", "1/1", "1/2", "2/0");

    tell(Policy.parse("{version: 2, defaults: {strategy: best-of}}"));

    World.soon()
        .until(() -> result(send("{\"prompt\":\"Name a sea.\"}")).strategy() == Strategy.BEST_OF);
    assertThat(world.topics().all(Topics.GUIDANCE))
        .anyMatch(message -> message.key().startsWith("record/"));
  }

  private void tell(Policy policy) {
    Guidance guidance = Guidance.of(policy);
    world.topics().send(Topics.GUIDANCE, guidance.key(), Json.write(guidance), Map.of());
  }

  private String send(String body) {
    String name = UUID.randomUUID().toString();
    Map<String, String> headers = Map.of("ce_id", name, "ce_time", at.toString());
    world.topics().send(Topics.raw(Tenants.DEFAULT), name, body.getBytes(UTF_8), headers);
    return TaskIds.derived(Tenants.DEFAULT, name, at);
  }

  private Result result(String taskId) {
    World.soon().until(() -> !results(taskId).isEmpty());
    return results(taskId).get(0);
  }

  private List<Result> results(String taskId) {
    return world.topics().all(Topics.results(Tenants.DEFAULT), Result.class).stream()
        .filter(result -> result.taskId().equals(taskId))
        .toList();
  }

  private int claims(String taskId) {
    return world.rows().of("SELECT 1 FROM claims WHERE task_id = ?::uuid", taskId).size();
  }
}

package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.AskId;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Result;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.JournalLine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class PipelineIT {
  private static final int TASKS = 50;
  private static final int SOME = 5;
  private static final long SLOW_MS = 2_500;

  private final World world;
  private final Instant at = Instant.now();
  private List<JobID> jobs;

  PipelineIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    Cluster cluster = world.cluster();
    jobs =
        List.of(
            cluster.run(AnalyticsJob.NAME, AnalyticsJob::build),
            cluster.run(EngineJob.NAME, EngineJob::build),
            cluster.run(TaskJob.NAME, TaskJob::build));
  }

  @AfterEach
  void end() {
    jobs.forEach(world.cluster()::cancel);
    world.emulator().settings(EmulatorSettings.DEFAULT);
  }

  @Test
  void everyTaskEndsOnceAndNoAskIsPaidTwiceThoughAllJobsEndMidwayAndResume() throws Exception {
    Set<String> first = send("first");
    World.soon().untilAsserted(() -> assertThat(results(first)).hasSize(TASKS));

    world.emulator().settings(EmulatorSettings.DEFAULT.withLatencyMs(SLOW_MS));
    Set<String> second = send("second");
    World.soon().until(() -> results(second).size() >= SOME);
    jobs.forEach(world.cluster()::checkpoint);
    jobs.forEach(world.cluster()::cancel);
    assertThat(results(second)).hasSizeLessThan(TASKS);
    world.emulator().settings(EmulatorSettings.DEFAULT);
    resume();

    World.soon().untilAsserted(() -> assertThat(results(second)).hasSize(TASKS));
    Set<String> all = new HashSet<>(first);
    all.addAll(second);
    assertThat(results(all).values())
        .allSatisfy(versions -> assertThat(versions).hasSize(1))
        .allSatisfy(
            versions ->
                assertThat(Json.readOwn(versions.iterator().next(), Result.class).state())
                    .isEqualTo(FinalState.SUCCEEDED));
    assertPaidOnce(all);
  }

  private void resume() throws IOException {
    Cluster cluster = world.cluster();
    jobs =
        List.of(
            cluster.resume(AnalyticsJob.NAME, AnalyticsJob::build),
            cluster.resume(EngineJob.NAME, EngineJob::build),
            cluster.resume(TaskJob.NAME, TaskJob::build));
  }

  /** Every other one asks all engines. */
  private Set<String> send(String prefix) {
    Set<String> taskIds = new HashSet<>();
    for (int i = 0; i < TASKS; i++) {
      String name = prefix + "-" + i;
      String body =
          "{\"prompt\": \"Name river %d.\", \"strategy\": \"%s\", \"quality\": 0}"
              .formatted(i, i % 2 == 0 ? "single" : "best-of");
      world
          .topics()
          .send(
              Topics.raw(Tenants.DEFAULT),
              name,
              body.getBytes(UTF_8),
              Map.of("ce_id", name, "ce_time", at.toString()));
      taskIds.add(TaskIds.derived(Tenants.DEFAULT, name, at));
    }
    return taskIds;
  }

  /** What was published of each task that has ended, in all its versions. */
  private Map<String, Set<String>> results(Set<String> taskIds) {
    Map<String, Set<String>> versions = new HashMap<>();
    world.topics().all(Topics.results(Tenants.DEFAULT)).stream()
        .filter(message -> taskIds.contains(message.key()))
        .forEach(
            message ->
                versions
                    .computeIfAbsent(message.key(), key -> new HashSet<>())
                    .add(new String(message.value(), UTF_8)));
    return versions;
  }

  private void assertPaidOnce(Set<String> taskIds) throws IOException {
    Map<String, Integer> billed = new HashMap<>();
    Files.readAllLines(world.journal()).stream()
        .map(line -> Json.readOwn(line, JournalLine.class).ask())
        .forEach(ask -> billed.merge(ask, 1, Integer::sum));
    int claims = 0;
    for (List<Object> claim :
        world
            .rows()
            .of("SELECT root_id, round, slot, task_id, number, supersessions FROM claims")) {
      if (taskIds.contains(claim.get(0).toString())) {
        claims++;
        assertThat(billed.getOrDefault(ask(claim), 0)).isBetween(1, 1 + (int) claim.get(5));
      }
    }
    assertThat(claims).isGreaterThanOrEqualTo(taskIds.size());
  }

  private static String ask(List<Object> claim) {
    CallKey key =
        new CallKey(((UUID) claim.get(0)).toString(), (int) claim.get(1), (int) claim.get(2));
    return new AskId(key, ((UUID) claim.get(3)).toString(), (int) claim.get(4)).toString();
  }
}

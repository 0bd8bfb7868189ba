package io.chorus.standalone.dead;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.CallKey;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EstimatorTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final String ROOT = TaskIds.fresh(NOW);

  private static EngineCatalog catalog;
  private static Estimator estimator;

  @BeforeAll
  static void load() throws Exception {
    catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));
    estimator = new Estimator(catalog, Policy.DEFAULT);
  }

  @Test
  void oneCallCostsItsEstimatedTokensAtTheModelsPrice() {
    Expected expected = expected(task("openai/gpt-4o-mini", Strategy.SINGLE));

    assertThat(expected).isEqualTo(new Expected(1, 0, 10 * 150 + 50 * 600));
  }

  @Test
  void bestOfAsksEveryEngine() {
    Expected expected = expected(task("chorus-auto", Strategy.BEST_OF));

    assertThat(expected.calls()).isEqualTo(5);
    assertThat(expected.costNanoUsd()).isGreaterThan(31_500);
  }

  @Test
  void thePolicyThatCountsDecidesHowManyAreAsked() {
    Policy policy = Policy.parse("{version: 2, defaults: {strategy: best-of, calls: 3}}");
    Estimator informed = new Estimator(catalog, policy);

    Expected expected = informed.expected(task("chorus-auto", null), Set.of(), NOW.toEpochMilli());

    assertThat(expected.calls()).isEqualTo(3);
  }

  @Test
  void whatIsPaidForCostsNothing() {
    Task task = task("chorus-auto", Strategy.BEST_OF);
    Set<CallKey> some = Set.of(new CallKey(ROOT, 1, 0), new CallKey(ROOT, 1, 3));

    Expected expected = expected(task, some);

    assertThat(expected.calls()).isEqualTo(5);
    assertThat(expected.paid()).isEqualTo(2);
    assertThat(expected.costNanoUsd()).isPositive().isLessThan(expected(task).costNanoUsd());
    assertThat(
            expected(task("openai/gpt-4o-mini", Strategy.SINGLE), Set.of(new CallKey(ROOT, 1, 0))))
        .isEqualTo(new Expected(1, 1, 0));
  }

  @Test
  void answersOfLaterRoundsCountAsPaidCallsAndSpareNoFirstOne() {
    Expected expected =
        expected(task("openai/gpt-4o-mini", Strategy.SINGLE), Set.of(new CallKey(ROOT, 2, 0)));

    assertThat(expected).isEqualTo(new Expected(2, 1, 31_500));
  }

  @Test
  void aModelThatIsGoneCannotBeAsked() {
    assertThat(refusal(task("openai/gpt-4o-mini", null))).isNull();
    assertThat(refusal(task("openai/gone", null))).contains("openai/gone", "no engine serves");
    assertThat(expected(task("openai/gone", null))).isEqualTo(Expected.NOTHING);
  }

  @Test
  void whatCostsMoreThanItMayIsNotAskedEither() {
    Task poor = task("openai/gpt-4o-mini", Strategy.SINGLE, 1);

    assertThat(refusal(poor)).contains("max_cost");
    assertThat(expected(poor)).isEqualTo(Expected.NOTHING);
  }

  private static String refusal(Task task) {
    return estimator.refusal(task, NOW.toEpochMilli());
  }

  private static Expected expected(Task task) {
    return expected(task, Set.of());
  }

  private static Expected expected(Task task, Set<CallKey> paid) {
    return estimator.expected(task, paid, NOW.toEpochMilli());
  }

  private static Task task(String model, Strategy strategy) {
    return task(model, strategy, 0);
  }

  private static Task task(String model, Strategy strategy, long maxCostNanoUsd) {
    ChatRequest request =
        new ChatRequest(
            List.of(new ChatMessage("user", "a".repeat(65))), 50, null, null, List.of(), null);
    return new Task(
        SchemaVersion.CURRENT,
        "default",
        TaskIds.fresh(NOW),
        ROOT,
        null,
        null,
        Lane.STANDARD,
        strategy,
        model,
        0.5,
        0,
        maxCostNanoUsd,
        0,
        "public",
        NOW.toEpochMilli(),
        NOW.toEpochMilli() + 60_000,
        "hash",
        Map.of(),
        false,
        false,
        Payload.of(Json.writeText(request)));
  }
}

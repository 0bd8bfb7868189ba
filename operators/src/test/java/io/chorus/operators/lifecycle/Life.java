package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.Kit;
import io.chorus.operators.analysis.Kinds;
import io.chorus.operators.planning.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One task's life, told by what its engines say. */
final class Life {
  static final String SUM = "What is 17 * 23? Answer with the number only.";
  static final String WORDS = "Write two sentences about the sea.";

  private final LifecyclePolicy policy = new LifecyclePolicy(Kit.CATALOG);
  private final List<Call> open = new ArrayList<>();
  private final List<Call> all = new ArrayList<>();
  private long now = Kit.NOW;
  private Step step;

  /** A task in which engines are asked in the order a, b, c. */
  static Life of(String prompt, Strategy strategy, String wishes) {
    return of(prompt, strategy, wishes, "public");
  }

  static Life of(String prompt, Strategy strategy, String wishes, String dataClass) {
    return of(task(Kit.request(prompt), strategy, 0, dataClass), wishes);
  }

  /** A task to which somebody listens. */
  static Life heard(Strategy strategy) {
    return of(heard(task(Kit.request(WORDS), strategy, 0, "public")), "");
  }

  /** A task of which personal data is kept from engines, and to which somebody listens. */
  static Life redacted(String prompt, Strategy strategy) {
    return of(heard(task(Kit.request(prompt), strategy, 0, "public")).redacting(), "quality: 0");
  }

  private static Task heard(Task task) {
    return Kit.with(task, json -> json.put("stream", true));
  }

  /** A task whose answers have to be JSON of this schema. */
  static Life withSchema(String prompt, String schema, Strategy strategy, String wishes) {
    return of(task(Kit.request(prompt, schema), strategy, 0, "public"), wishes);
  }

  /** A task whose engines' records decide: for each, how often its answers were good. */
  static Life withRecords(String prompt, Strategy strategy, Map<String, Double> good) {
    Policy policy =
        Policy.parse("{version: 1, learned: use, defaults: {engines: [a, b, c], calls: 3}}");
    Map<String, EngineRecord> records = new HashMap<>();
    for (String kind : Kinds.ALL) {
      good.forEach(
          (engine, share) ->
              records.put(
                  Known.key(engine, kind),
                  new EngineRecord(engine, kind, 1_000, share, share, 1, 1, 0, Kit.NOW)));
    }
    Life life = new Life();
    Task task = task(Kit.request(prompt), strategy, 0, "public");
    life.take(life.policy.start(task, null, new Known(policy, records, Set.of()), life.now));
    return life;
  }

  /** A task of a lane, with hedging, of which each engine has answered 95 % within a time. */
  static Life hedged(Lane lane, long p95Ms) {
    return hedged(Kit.in(lane, task(Kit.request(WORDS), Strategy.SINGLE, 0, "public")), p95Ms);
  }

  /** The same of an urgent task that somebody listens to. */
  static Life hedgedStream(long p95Ms) {
    Task task = task(Kit.request(WORDS), Strategy.SINGLE, 0, "public");
    return hedged(heard(Kit.in(Lane.PRIORITY, task)), p95Ms);
  }

  private static Life hedged(Task task, long p95Ms) {
    Policy policy =
        Policy.parse("{version: 1, hedging: true, defaults: {engines: [a, b, c], rounds: 2}}");
    Map<String, EngineRecord> records = new HashMap<>();
    for (String kind : Kinds.ALL) {
      for (String engine : List.of("a", "b", "c")) {
        records.put(
            Known.key(engine, kind),
            new EngineRecord(engine, kind, 1_000, 1, 1, 1, 1, p95Ms, Kit.NOW));
      }
    }
    Life life = new Life();
    life.take(life.policy.start(task, null, new Known(policy, records, Set.of()), life.now));
    return life;
  }

  private static Life of(Task task, String wishes) {
    Policy policy =
        Policy.parse("{version: 1, defaults: {engines: [a, b, c], calls: 3, " + wishes + "}}");
    Life life = new Life();
    life.take(life.policy.start(task, null, Known.of(policy), life.now));
    return life;
  }

  static Life withBudget(String prompt, Strategy strategy, long nanoUsd) {
    Life life = new Life();
    Policy policy = Policy.parse("{version: 1, defaults: {engines: [a, b, c]}}");
    life.take(
        life.policy.start(
            task(Kit.request(prompt), strategy, nanoUsd, "public"),
            null,
            Known.of(policy),
            life.now));
    return life;
  }

  static Task task(ChatRequest request, Strategy strategy, long maxCostNanoUsd, String dataClass) {
    Task task = Kit.task(Kit.ROOT, "chorus-auto", strategy, null, dataClass);
    return new Task(
        task.schemaVersion(),
        task.tenant(),
        task.taskId(),
        task.rootId(),
        null,
        null,
        task.lane(),
        strategy,
        task.model(),
        null,
        0,
        maxCostNanoUsd,
        task.cacheMaxAgeMs(),
        dataClass,
        task.acceptedAtMs(),
        task.deadlineMs(),
        task.bodyHash(),
        task.metadata(),
        false,
        false,
        Payload.of(Json.writeText(request)));
  }

  private void take(Step next) {
    step = next;
    open.addAll(next.calls());
    all.addAll(next.calls());
  }

  Life says(String engine, String text) {
    return says(take(engine), text);
  }

  Life says(Call call, String text) {
    return hears(Kit.answered(call, text));
  }

  Life hears(Answer answer) {
    take(policy.answer(step.progress(), answer, false, now));
    return this;
  }

  Life fails(String engine, FailureClass failure) {
    return hears(Kit.failed(take(engine), failure));
  }

  Life wakes() {
    now = step.progress().wakeAtMs();
    take(policy.wake(step.progress(), now));
    return this;
  }

  Life pauses() {
    take(policy.hold(step.progress(), Kit.hold(true, 0, null, 1), now));
    return this;
  }

  boolean wantsHedge() {
    now = Math.max(now, step.progress().wakeAtMs());
    return policy.wantsHedge(step.progress(), now);
  }

  boolean wantsHedgeTooSoon() {
    return policy.wantsHedge(step.progress(), step.progress().wakeAtMs() - 1);
  }

  Life hedges() {
    assertThat(wantsHedge()).isTrue();
    take(policy.hedge(step.progress(), now));
    return this;
  }

  Life reachesItsDeadline() {
    take(policy.deadline(step.progress(), Kit.DEADLINE));
    return this;
  }

  Call take(String engine) {
    Call call =
        open.stream()
            .filter(waiting -> waiting.engine().equals(engine))
            .findFirst()
            .orElseThrow(() -> new AssertionError(engine + " is not asked, only " + open));
    open.remove(call);
    return call;
  }

  Life asks(String... engines) {
    assertThat(open).extracting(Call::engine).containsExactly(engines);
    assertThat(step.isFinished()).isFalse();
    return this;
  }

  List<Call> all() {
    return all;
  }

  TaskProgress progress() {
    return step.progress();
  }

  /** What the call of an engine that is open asks. */
  ChatRequest asked(String engine) {
    Call call = open.stream().filter(c -> c.engine().equals(engine)).findFirst().orElseThrow();
    return Json.readOwn(call.payload().text(), ChatRequest.class);
  }

  boolean isFinished() {
    return step.isFinished();
  }

  Result result() {
    assertThat(step.isFinished()).as("finished; open: %s", open).isTrue();
    return step.result();
  }

  String text() {
    assertThat(result().state()).isEqualTo(FinalState.SUCCEEDED);
    return Json.readOwn(result().payload().text(), ChatAnswer.class).text();
  }
}

package io.chorus.operators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Policy;
import io.chorus.contracts.ResponseFormat;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Usage;
import io.chorus.operators.limits.Accounts;
import io.chorus.operators.limits.RateLimiter;
import io.chorus.operators.planning.Known;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/** Builders that all tests of this module share. */
public final class Kit {
  public static final long NOW = 1_800_000_000_000L;
  public static final long DEADLINE = NOW + 3_600_000;
  public static final String ROOT = "01234567-89ab-7def-8123-456789abcdef";

  /** Engines a, b (the cheapest) and c (the dearest); "secret" data may go to c only. */
  public static final EngineCatalog CATALOG =
      EngineCatalog.parse(
          "engines:\n"
              + engine("a", "public", "1")
              + engine("b", "public", "0.5")
              + engine("c", "public, secret", "2"));

  /** The policy that asks one engine, and nothing learned. */
  public static final Known KNOWN = Known.of(Policy.DEFAULT);

  private Kit() {}

  private static String engine(String name, String dataClasses, String inputUsd) {
    return """
      %s:
        protocol: openai
        base_url: http://127.0.0.1:1/v1
        region: here
        data_classes: [%s]
        permits: 4
        timeout_ms: 60000
        account: {id: main, key: "env:NONE"}
        models:
          m-%s:
            prices: [{from: "2025-01-01", input_usd_per_million: %s, output_usd_per_million: 2}]
    """
        .formatted(name, dataClasses, name, inputUsd);
  }

  /** The accounts of the catalog, which nothing limits. */
  public static Accounts accounts(ScheduledExecutorService worker, Clock clock) {
    RateLimiter nobody =
        (account, limits, report) ->
            CompletableFuture.failedFuture(new IllegalStateException("nobody is asked"));
    return new Accounts(CATALOG, nobody, 1, worker, clock);
  }

  public static ChatRequest request(String prompt) {
    return new ChatRequest(
        List.of(new ChatMessage("user", prompt)), null, null, null, List.of(), null);
  }

  /** A request for JSON of a schema. */
  public static ChatRequest request(String prompt, String schema) {
    return new ChatRequest(
        List.of(new ChatMessage("user", prompt)),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        new ResponseFormat("answer", null, Json.readOwn(schema, JsonNode.class), true),
        null);
  }

  /** A task for engine a alone. */
  public static Task fixedTask() {
    return task("a/m-a", Strategy.SINGLE, 0);
  }

  public static Task task(String model, Strategy strategy, Number quality) {
    return task(ROOT, model, strategy, quality, "public");
  }

  public static Task task(
      String id, String model, Strategy strategy, Number quality, String dataClass) {
    return new Task(
        SchemaVersion.CURRENT,
        "default",
        id,
        id,
        null,
        null,
        Lane.STANDARD,
        strategy,
        model,
        quality == null ? null : quality.doubleValue(),
        0,
        0,
        0,
        dataClass,
        NOW,
        DEADLINE,
        "hash",
        Map.of("from", "test"),
        false,
        false,
        Payload.of(Json.writeText(request("Why is the sky blue?"))));
  }

  /** The same with other values of some of its parts, by their names in JSON. */
  public static <T> T with(T record, UnaryOperator<ObjectNode> change) {
    ObjectNode json = Json.readOwn(Json.writeText(record), ObjectNode.class);
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) record.getClass();
    return Json.readOwn(change.apply(json).toString(), type);
  }

  /** The same task in another lane. */
  public static Task in(Lane lane, Task task) {
    return with(task, json -> json.put("lane", lane.name()));
  }

  /** What is wanted of the task {@link #ROOT}. */
  public static Hold hold(boolean paused, long cancelledAtMs, Lane lane, long version) {
    return hold("default", Hold.Scope.TASK, ROOT, paused, cancelledAtMs, lane, false, version);
  }

  /** Any hold. */
  public static Hold hold(
      String tenant,
      Hold.Scope scope,
      String target,
      boolean paused,
      long cancelledAtMs,
      Lane lane,
      boolean disabled,
      long version) {
    return new Hold(
        SchemaVersion.CURRENT,
        tenant,
        scope,
        target,
        paused,
        cancelledAtMs,
        lane,
        disabled,
        version);
  }

  /** An answer of the cache. */
  public static Answer cached(Call call, String text) {
    return with(answered(call, text), json -> json.put("sent_at_ms", 0).put("cost_nano_usd", 0));
  }

  /** The same, read from the ledger. */
  public static Answer replayed(Answer answer) {
    return with(answer, json -> json.put("replayed", true));
  }

  public static Call call(String engine, Lane lane, String id) {
    return call(engine, lane, id, 0);
  }

  public static Call call(String engine, Lane lane, String id, long notBeforeMs) {
    return call(engine, lane, id, notBeforeMs, 0, Call.Kind.NEW);
  }

  /** The same engine, of which one tenant may have so many calls on their way; 0 for no limit. */
  public static EngineSpec limited(EngineSpec engine, int tenantInFlight) {
    return new EngineSpec(
        engine.protocol(),
        engine.baseUrl(),
        engine.region(),
        engine.dataClasses(),
        engine.permits(),
        tenantInFlight,
        engine.timeoutMs(),
        engine.accounts(),
        engine.models());
  }

  /** A call of engine a that may be answered from the cache. */
  public static Call cacheable(String id, long cacheMaxAgeMs) {
    return call("a", Lane.BATCH, id, 0, cacheMaxAgeMs, Call.Kind.NEW);
  }

  /** A call of engine a, which has failed it before. */
  public static Call retry(String id) {
    return call("a", Lane.STANDARD, id, 0, 0, Call.Kind.RETRY);
  }

  private static Call call(
      String engine, Lane lane, String id, long notBeforeMs, long cacheMaxAgeMs, Call.Kind kind) {
    return new Call(
        SchemaVersion.CURRENT,
        "default",
        id,
        id,
        1,
        0,
        1,
        null,
        engine,
        "m-" + engine,
        lane,
        "public",
        NOW,
        NOW,
        notBeforeMs,
        DEADLINE,
        10,
        0,
        0,
        cacheMaxAgeMs,
        kind,
        false,
        "hash",
        Payload.of(Json.writeText(request("Why?"))));
  }

  /** A call in which only what a scheduler looks at is of interest. */
  public static Call call(
      String tenant,
      String batch,
      Lane lane,
      String id,
      long createdAtMs,
      long deadlineMs,
      int tokens) {
    return call(tenant, batch, lane, id, createdAtMs, 0, deadlineMs, tokens);
  }

  /** The same, not to leave before a time; 0 for at once. */
  public static Call call(
      String tenant,
      String batch,
      Lane lane,
      String id,
      long createdAtMs,
      long notBeforeMs,
      long deadlineMs,
      int tokens) {
    return new Call(
        SchemaVersion.CURRENT,
        tenant,
        id,
        id,
        1,
        0,
        1,
        batch,
        "a",
        "m-a",
        lane,
        "public",
        createdAtMs,
        createdAtMs,
        notBeforeMs,
        deadlineMs,
        tokens,
        0,
        0,
        0,
        Call.Kind.NEW,
        false,
        "hash",
        Payload.of("{}"));
  }

  public static Answer answered(Call call) {
    return answered(call, "Because of Rayleigh scattering.");
  }

  public static Answer answered(Call call, String text) {
    return answer(call, null, null, 0, new ChatAnswer(text, "stop"));
  }

  public static Answer failed(Call call, FailureClass failure) {
    return failed(call, failure, failure.name(), 0);
  }

  public static Answer failed(Call call, FailureClass failure, String detail, long retryAfterMs) {
    return answer(call, failure, detail, retryAfterMs, null);
  }

  private static Answer answer(
      Call call, FailureClass failure, String detail, long retryAfterMs, ChatAnswer chat) {
    return new Answer(
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
        failure,
        detail,
        retryAfterMs,
        chat == null ? Usage.NONE : new Usage(10, 20),
        chat == null ? 0 : 50_000,
        NOW,
        NOW + 100,
        false,
        Payload.of(chat == null ? "" : Json.writeText(chat)));
  }
}

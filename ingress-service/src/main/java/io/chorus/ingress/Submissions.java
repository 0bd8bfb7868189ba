package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.IdempotencyStore.Named;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Submission;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Validation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request's body to an accepted task, or to the refusal that says why not. */
final class Submissions {
  private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

  /** Longer than Kafka takes to give up. */
  private static final long CONFIRMED_WITHIN_S = 20;

  private static final int CHARACTERS_A_TOKEN = 4;

  private final Room room = new Room(Acceptance.MAX_REQUESTS, Acceptance.MAX_BYTES);
  private final TaskValidator validator;
  private final Names names;
  private final Acceptance acceptance;
  private final Quotas quotas;
  private final Clock clock;

  Submissions(
      TaskValidator validator, Names names, Acceptance acceptance, Quotas quotas, Clock clock) {
    this.validator = validator;
    this.names = names;
    this.acceptance = acceptance;
    this.quotas = quotas;
    this.clock = clock;
  }

  /**
   * Accepts the task of a caller who does not wait for its end. Fails with a {@link
   * RefusedException} where that can't be.
   */
  Future<Asked> submit(RoutingContext context) {
    return submit(context, Submissions::unlessStreamed, any -> {});
  }

  /**
   * Accepts the task of a caller who waits for its end. Fails with a {@link RefusedException} where
   * that can't be.
   *
   * @param before runs on an admitted task before anyone hears of it, on a worker's thread
   */
  Future<Asked> submit(RoutingContext context, Consumer<Asked> before) {
    return submit(context, any -> {}, before);
  }

  private static void unlessStreamed(Asked asked) {
    if (asked.stream()) {
      throw Refusal.streaming().asException();
    }
  }

  private Future<Asked> submit(
      RoutingContext context, Consumer<Asked> check, Consumer<Asked> before) {
    String tenant = Identity.of(context).tenant();
    Optional<Room.Place> entered = room.enter(tenant);
    if (entered.isEmpty()) {
      return Future.failedFuture(Refusal.busy().asException());
    }
    Room.Place place = entered.get();
    Context home = context.vertx().getOrCreateContext();
    String name = context.request().getHeader(Names.HEADER);
    Form form = new Form(tenant, context.request().headers(), check);
    return BodyReader.readTask(context, place::take)
        .compose(
            body ->
                named(
                    home,
                    form,
                    body,
                    name,
                    asked -> quotas.admit(context, asked.estimatedTokens()).map(asked)))
        .onFailure(refused -> place.leave())
        .compose(asked -> confirmed(home, asked, before, place));
  }

  /**
   * Accepts an old task once more, as a new one.
   *
   * @param old as it was accepted
   */
  Future<Task> again(RoutingContext context, Task old) {
    Optional<Room.Place> entered = room.enter(old.tenant());
    if (entered.isEmpty()) {
      return Future.failedFuture(Refusal.busy().asException());
    }
    Room.Place place = entered.get();
    if (!place.take(old.payload().text().length())) {
      place.leave();
      return Future.failedFuture(Refusal.busy().asException());
    }
    Instant now = clock.instant();
    String id = TaskIds.fresh(now);
    long lifeMs = old.deadlineMs() - old.acceptedAtMs();
    Task task = old.again(id, id, now.toEpochMilli(), now.toEpochMilli() + lifeMs);
    Asked asked = new Asked(task, false, false, tokens(old.payload().text(), 0));
    Context home = context.vertx().getOrCreateContext();
    return quotas
        .admit(context, asked.estimatedTokens())
        .onFailure(refused -> place.leave())
        .compose(admitted -> confirmed(home, asked, any -> {}, place))
        .map(Asked::task);
  }

  /** What a body is judged with. */
  private record Form(String tenant, MultiMap headers, Consumer<Asked> check) {}

  /**
   * A request of a known name is judged as the first of that name was, is its task, and was
   * admitted with it.
   */
  private Future<Asked> named(
      Context home, Form form, byte[] body, String name, Function<Asked, Future<Asked>> admission) {
    Names.check(name);
    return names
        .find(form.tenant(), name)
        .compose(
            known ->
                known.isPresent()
                    ? asked(home, form, body, known.get())
                    : asked(home, form, body, fresh()).compose(admission))
        .compose(
            asked ->
                names
                    .keep(name, asked.task())
                    .compose(
                        kept ->
                            kept.taskId().equals(asked.task().taskId())
                                ? Future.succeededFuture(asked)
                                : asked(home, form, body, kept)));
  }

  private Named fresh() {
    Instant now = clock.instant();
    return new Named(TaskIds.fresh(now), null, now.toEpochMilli());
  }

  private Future<Asked> asked(Context home, Form form, byte[] body, Named named) {
    return home.executeBlocking(() -> asked(form, body, named), false);
  }

  private Asked asked(Form form, byte[] bytes, Named named) {
    JsonNode body = HeaderWishes.added(tree(bytes), form.headers());
    Instant at = Instant.ofEpochMilli(named.acceptedAtMs());
    Validation validation = validator.validate(body, Submission.at(at));
    if (!validation.accepted()) {
      throw Refusal.invalid(validation).asException();
    }
    Task task = validation.draft().toTask(form.tenant(), named.taskId(), named.taskId(), at);
    long answer =
        Math.max(body.path("max_completion_tokens").asLong(), body.path("max_tokens").asLong());
    Asked asked =
        new Asked(
            task,
            validation.draft().stream(),
            body.at("/stream_options/include_usage").asBoolean(),
            tokens(task.payload().text(), answer));
    form.check().accept(asked);
    return asked;
  }

  /** As OpenAI counts what comes in: the longer of prompt and answer, four characters a token. */
  private static long tokens(String payload, long answer) {
    return Math.max(1, Math.max(payload.length() / CHARACTERS_A_TOKEN, answer));
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.tree(body);
    } catch (MalformedJsonException e) {
      throw Refusal.invalid(List.of(e.problem())).asException();
    }
  }

  /** The caller's patience ends before the database's: the room is kept until it is certain. */
  private Future<Asked> confirmed(
      Context home, Asked asked, Consumer<Asked> before, Room.Place place) {
    return home.executeBlocking(
            () -> {
              before.accept(asked);
              return acceptance.accept(asked.task());
            },
            false)
        .compose(accepting -> Future.fromCompletionStage(accepting, home))
        .onComplete(certain -> place.leave())
        .timeout(CONFIRMED_WITHIN_S, TimeUnit.SECONDS)
        .recover(cause -> notAccepted(asked.task(), cause))
        .map(asked);
  }

  private static Future<Task> notAccepted(Task task, Throwable cause) {
    if (cause instanceof RefusedException) {
      return Future.failedFuture(cause);
    }
    LOG.warn("task {} is not accepted: {}", task.taskId(), cause.toString());
    return Future.failedFuture(Refusal.notAccepted(task.taskId()).asException());
  }
}

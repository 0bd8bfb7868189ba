package io.chorus.ingress;

import io.chorus.connector.postgres.AuditEntry;
import io.chorus.connector.postgres.AuditLog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who does what: acts before they are done and once more when they have ended, and
 * reads of payloads before they are shown. What can't be written down is not done and not shown.
 */
final class Auditor {
  private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);
  private static final String OBJECT = "chorus.audit.object";
  private static final int LONGEST = 512;
  private static final long LIMIT_S = 10;

  private final AuditLog log;
  private final Clock clock;

  /** Beyond it the log would block who appends. */
  private final Semaphore room = new Semaphore(AuditLog.CAPACITY);

  Auditor(AuditLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Says more exactly what a request was about, once that is known. */
  static void about(RoutingContext context, String object) {
    context.put(OBJECT, object);
  }

  /** Writes an act down before it is done, and has its end written down too. */
  Future<Void> begin(RoutingContext context, String act) {
    return write(context, act, "begun")
        .onSuccess(
            begun -> {
              if (context.response().closed()) {
                end(context, act);
              } else {
                context.addEndHandler(ended -> end(context, act));
              }
            });
  }

  private void end(RoutingContext context, String act) {
    note(context, act, outcome(context.response()));
  }

  /** Until there is an answer, the status says nothing. */
  private static String outcome(HttpServerResponse response) {
    int status = response.getStatusCode();
    if (!response.headWritten()) {
      return "unknown";
    }
    return status < 400 ? "done" : status < 500 ? "refused" : "failed";
  }

  /** Writes down an act that was not allowed; nobody waits for it. */
  void refused(RoutingContext context, String act) {
    note(context, act, "refused");
  }

  private void note(RoutingContext context, String act, String outcome) {
    write(context, act, outcome)
        .onFailure(cause -> LOG.warn("{} of {} is not written down", outcome, act));
  }

  /** Writes down that a payload is about to be shown. */
  Future<Void> shown(RoutingContext context, String act) {
    return write(context, act, "shown");
  }

  private Future<Void> write(RoutingContext context, String act, String outcome) {
    if (!room.tryAcquire()) {
      return Future.failedFuture(Refusal.notWrittenDown().asException());
    }
    Identity identity = Identity.of(context);
    AuditEntry entry =
        new AuditEntry(
            UUID.randomUUID().toString(),
            clock.millis(),
            identity.tenant(),
            identity.actor(),
            act,
            object(context),
            outcome);
    return Future.fromCompletionStage(
            log.append(entry).whenComplete((written, failure) -> room.release()),
            context.vertx().getOrCreateContext())
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .recover(
            cause -> {
              LOG.warn("{} of {} is not written down: {}", outcome, act, cause.toString());
              return Future.failedFuture(Refusal.notWrittenDown().asException());
            })
        .mapEmpty();
  }

  private static String object(RoutingContext context) {
    String object = context.get(OBJECT, context.normalizedPath());
    // PostgreSQL's text has no NUL
    String clean = object.replaceAll("\\p{Cntrl}", "?");
    return clean.substring(0, Math.min(LONGEST, clean.length()));
  }
}

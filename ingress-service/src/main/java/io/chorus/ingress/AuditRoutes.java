package io.chorus.ingress;

import io.chorus.connector.postgres.AuditCheck;
import io.chorus.connector.postgres.AuditLog;
import io.chorus.connector.postgres.AuditRow;
import io.chorus.connector.postgres.Database;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code /v1/audit} of the admin API: who did what, and whether that is as it was written. */
final class AuditRoutes {
  private static final Set<String> KNOWN = Set.of("before", "tenant", "actor", "limit");
  private static final int USUAL = 100;
  private static final int MOST = 1_000;
  private static final int LONGEST = 300;
  private static final int THREADS = 2;

  private final AuditLog log;
  private final Database database;
  private final WorkerExecutor threads;
  private final LongReads walks;

  AuditRoutes(Vertx vertx, AuditLog log, Database database) {
    this.log = log;
    this.database = database;
    this.threads = vertx.createSharedWorkerExecutor("ingress-audit", THREADS);
    this.walks = new LongReads(vertx, "ingress-audit-walk");
  }

  void on(Api api) {
    api.get("/v1/audit", KeyScope.AUDIT, this::list);
    api.get("/v1/audit/verify", KeyScope.AUDIT, this::verify);
  }

  private void list(RoutingContext context) {
    answer(
        context,
        Future.succeededFuture(context)
            .map(Query::of)
            .compose(query -> threads.executeBlocking(() -> page(query), false)));
  }

  private void verify(RoutingContext context) {
    answer(context, walks.read(() -> CheckJson.of(AuditLog.verify(database))));
  }

  private static <T> void answer(RoutingContext context, Future<T> answer) {
    answer
        .recover(NoDatabase.refuses("the audit log is not read"))
        .onSuccess(body -> Replies.json(context, 200, body))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Page page(Query query) {
    List<AuditRow> rows =
        log.newest(query.before(), query.tenant(), query.actor(), query.limit() + 1);
    return new Page(
        "list", rows.stream().limit(query.limit()).toList(), rows.size() > query.limit());
  }

  /** Rows as their hashes are made of them. */
  private record Page(String object, List<AuditRow> data, boolean hasMore) {}

  private record CheckJson(
      String object, boolean whole, long rows, Head head, Long brokenSeq, String why) {

    static CheckJson of(AuditCheck check) {
      return new CheckJson(
          "chorus.audit_check",
          check.brokenSeq() == null,
          check.rows(),
          new Head(check.headSeq(), check.headHash()),
          check.brokenSeq(),
          check.why());
    }
  }

  private record Head(long seq, String hash) {}

  private record Query(long before, String tenant, String actor, int limit) {

    static Query of(RoutingContext context) {
      Map<String, String> given = new TreeMap<>();
      List<Problem> problems = new ArrayList<>();
      context
          .queryParams()
          .forEach(
              parameter -> {
                String value = parameter.getValue();
                if (!KNOWN.contains(parameter.getKey())) {
                  problems.add(
                      new Problem(
                          parameter.getKey(), "is unknown", "before, tenant, actor, limit"));
                } else if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
                  problems.add(
                      new Problem(
                          parameter.getKey(), "is too long or no text", LONGEST + " characters"));
                }
                given.put(parameter.getKey(), value);
              });
      Query query =
          new Query(
              number(given, "before", Long.MAX_VALUE, 0, problems),
              given.get("tenant"),
              given.get("actor"),
              (int) number(given, "limit", MOST, USUAL, problems));
      if (!problems.isEmpty()) {
        throw Refusal.invalid(problems).asException();
      }
      return query;
    }

    private static long number(
        Map<String, String> given, String name, long most, long without, List<Problem> problems) {
      String text = given.get(name);
      if (text == null) {
        return without;
      }
      if (text.matches("[1-9][0-9]{0,17}") && Long.parseLong(text) <= most) {
        return Long.parseLong(text);
      }
      problems.add(new Problem(name, "is no number in range", "1 to " + most));
      return without;
    }
  }
}

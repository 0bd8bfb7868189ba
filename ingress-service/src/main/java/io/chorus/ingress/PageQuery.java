package io.chorus.ingress;

import io.chorus.contracts.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which page of a list is wanted.
 *
 * @param after the id of the last of the page before, or null for the first page
 */
record PageQuery(int limit, String after) {
  private static final Set<String> KNOWN = Set.of("limit", "after");

  /** Fails with a {@link RefusedException} where the parameters say anything else. */
  static Future<PageQuery> of(RoutingContext context, int usual, int most) {
    MultiMap given = context.queryParams();
    List<Problem> problems = new ArrayList<>();
    for (String name : given.names()) {
      if (!KNOWN.contains(name)) {
        problems.add(new Problem(name, "is unknown", "limit, after"));
      } else if (given.getAll(name).size() > 1) {
        problems.add(new Problem(name, "is given twice", "one"));
      }
    }
    String limit = given.get("limit");
    boolean isNumber = limit != null && limit.matches("[0-9]{1,9}");
    int wanted = isNumber ? Integer.parseInt(limit) : usual;
    if (wanted < 1 || wanted > most || (limit != null && !isNumber)) {
      problems.add(new Problem("limit", "is no number in range", "1 to " + most));
    }
    return problems.isEmpty()
        ? Future.succeededFuture(new PageQuery(wanted, given.get("after")))
        : Future.failedFuture(Refusal.invalid(problems).asException());
  }

  /** What is refused where {@code after} is the id of nothing. */
  static RefusedException noSuchAfter() {
    return Refusal.invalid(
            List.of(new Problem("after", "is no id of yours", "'last_id' of the page before")))
        .asException();
  }
}

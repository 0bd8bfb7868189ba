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
 * @param oldestFirst instead of the newest
 * @param purpose that files are to have, or null for any
 */
record PageQuery(int limit, String after, boolean oldestFirst, String purpose) {
  private static final List<String> ANY = List.of("limit", "after");
  private static final List<String> OF_FILES = List.of("limit", "after", "order", "purpose");
  private static final Set<String> ORDERS = Set.of("asc", "desc");

  /** Fails with a {@link RefusedException} where the parameters say anything else. */
  static Future<PageQuery> of(RoutingContext context, int usual, int most) {
    return of(context, usual, most, ANY);
  }

  /** The same of a list of files. */
  static Future<PageQuery> ofFiles(RoutingContext context, int most) {
    return of(context, most, most, OF_FILES);
  }

  private static Future<PageQuery> of(
      RoutingContext context, int usual, int most, List<String> known) {
    MultiMap given = context.queryParams();
    List<Problem> problems = new ArrayList<>();
    for (String name : given.names()) {
      if (!known.contains(name)) {
        problems.add(new Problem(name, "is unknown", String.join(", ", known)));
      } else if (given.getAll(name).size() > 1) {
        problems.add(new Problem(name, "is given twice", "one"));
      } else if (given.get(name).indexOf('\0') >= 0) {
        problems.add(new Problem(name, "is no text", "a text without U+0000"));
      }
    }
    String limit = given.get("limit");
    boolean isNumber = limit != null && limit.matches("[0-9]{1,9}");
    int wanted = isNumber ? Integer.parseInt(limit) : usual;
    if (wanted < 1 || wanted > most || (limit != null && !isNumber)) {
      problems.add(new Problem("limit", "is no number in range", "1 to " + most));
    }
    String order = given.get("order");
    if (order != null && !ORDERS.contains(order)) {
      problems.add(new Problem("order", "is unknown", "asc, desc"));
    }
    return problems.isEmpty()
        ? Future.succeededFuture(
            new PageQuery(wanted, given.get("after"), "asc".equals(order), given.get("purpose")))
        : Future.failedFuture(Refusal.invalid(problems).asException());
  }

  /** What is refused where {@code after} is the id of nothing. */
  static RefusedException noSuchAfter() {
    return Refusal.invalid(
            List.of(new Problem("after", "is no id of yours", "'last_id' of the page before")))
        .asException();
  }
}

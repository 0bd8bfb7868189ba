package io.chorus.ingress;

import io.chorus.connector.postgres.Spend;
import io.chorus.connector.postgres.Spend.Dimension;
import io.chorus.connector.postgres.Spend.Line;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code GET /v1/spend} of the admin API: sums of what calls have cost, of all tenants; a tenant's
 * admin sees its own.
 */
final class SpendRoutes {
  private static final Set<String> KNOWN = Set.of("by", "from", "to");
  private static final int NANO = 9;

  /** What PostgreSQL's days hold, and more than anyone has spent in. */
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  private static final String DIMENSIONS =
      Arrays.stream(Dimension.values())
          .map(SpendRoutes::wireName)
          .collect(Collectors.joining(", "));

  private final Spend spend;
  private final Clock clock;
  private final LongReads reads;

  SpendRoutes(Vertx vertx, Spend spend, Clock clock) {
    this.spend = spend;
    this.clock = clock;
    this.reads = new LongReads(vertx, "ingress-spend");
  }

  void on(Api api) {
    api.get("/v1/spend", KeyScope.SPEND, this::show);
  }

  private static String wireName(Dimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }

  private void show(RoutingContext context) {
    Identity identity = Identity.of(context);
    String tenant = identity.scopes().contains(KeyScope.SPEND) ? null : identity.tenant();
    Future.succeededFuture(context)
        .map(asked -> Query.of(asked, clock.instant()))
        .compose(query -> reads.read(() -> page(query, tenant)))
        .recover(NoDatabase.refuses("spend is not read"))
        .onSuccess(page -> Replies.json(context, 200, page))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Page page(Query query, String tenant) {
    List<Line> lines = spend.spent(query.by(), tenant, query.from(), query.end());
    return new Page("list", lines.stream().map(line -> row(query.by(), line)).toList());
  }

  private record Page(String object, List<Map<String, Object>> data) {}

  /** With the names that {@code ./chorus spend --format json} has. */
  private static Map<String, Object> row(List<Dimension> by, Line line) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < by.size(); i++) {
      row.put(wireName(by.get(i)), line.of().get(i));
    }
    row.put("asks", line.asks());
    row.put("hedges", line.hedges());
    row.put("answered", line.answered());
    row.put("from_cache", line.cached());
    row.put("failed", line.failed());
    row.put("tokens_in", line.usage().inputTokens());
    row.put("cached", line.usage().cachedInputTokens());
    row.put("tokens_out", line.usage().outputTokens());
    row.put("reasoning", line.usage().reasoningTokens());
    row.put("usd", BigDecimal.valueOf(line.costNanoUsd(), NANO));
    row.put("ambiguous", line.ambiguous());
    row.put("ambiguous_usd", BigDecimal.valueOf(line.ambiguousNanoUsd(), NANO));
    return row;
  }

  /**
   * What is asked for.
   *
   * @param end the first moment that no longer counts
   */
  private record Query(List<Dimension> by, Instant from, Instant end) {

    static Query of(RoutingContext context, Instant now) {
      List<Problem> problems = new ArrayList<>();
      Map<String, String> given = new TreeMap<>();
      context
          .queryParams()
          .forEach(
              parameter -> {
                if (!KNOWN.contains(parameter.getKey())) {
                  problems.add(new Problem(parameter.getKey(), "is unknown", "by, from, to"));
                }
                given.put(parameter.getKey(), parameter.getValue());
              });
      Query query =
          new Query(
              dimensions(given.getOrDefault("by", "tenant"), problems),
              day(given, "from", 0, Instant.EPOCH, problems),
              day(given, "to", 1, now.plusSeconds(1), problems));
      if (!problems.isEmpty()) {
        throw Refusal.invalid(problems).asException();
      }
      return query;
    }

    private static List<Dimension> dimensions(String names, List<Problem> problems) {
      List<Dimension> by = new ArrayList<>();
      for (String name : names.split(",", -1)) {
        Arrays.stream(Dimension.values())
            .filter(dimension -> wireName(dimension).equals(name))
            .filter(dimension -> !by.contains(dimension))
            .findFirst()
            .ifPresentOrElse(
                by::add,
                () -> problems.add(new Problem("by", "is unknown or given twice", DIMENSIONS)));
      }
      return by;
    }

    private static Instant day(
        Map<String, String> given, String name, int later, Instant without, List<Problem> wrong) {
      if (!given.containsKey(name)) {
        return without;
      }
      Optional<LocalDate> day = day(given.get(name));
      if (day.isEmpty()) {
        wrong.add(
            new Problem(name, "is no day in range", "a day (UTC) from 1970-01-01 to " + LAST_DAY));
        return without;
      }
      return day.get().plusDays(later).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Optional<LocalDate> day(String text) {
      try {
        LocalDate day = LocalDate.parse(text);
        return Optional.of(day)
            .filter(any -> !day.isBefore(LocalDate.EPOCH) && !day.isAfter(LAST_DAY));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }
}

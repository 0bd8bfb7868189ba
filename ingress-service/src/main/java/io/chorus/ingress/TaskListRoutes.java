package io.chorus.ingress;

import io.chorus.connector.postgres.TaskFilter;
import io.chorus.connector.postgres.TaskPages;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Problem;
import io.chorus.contracts.TaskIds;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code GET /v1/tasks}: the tenant's tasks, newest first, a page at a time. */
final class TaskListRoutes {
  private static final int USUAL = 20;
  private static final int MOST = 100;
  private static final int LONGEST = 512;
  private static final Pattern LABEL = Pattern.compile("metadata\\[([^\\[\\]]{1,64})]");
  private static final String ALLOWED =
      "limit, after, batch, custom_id, lane, status, metadata[NAME]";
  private static final List<String> STATUSES =
      Stream.concat(Stream.of(TaskFilter.OPEN), Arrays.stream(FinalState.values()).map(Enum::name))
          .map(name -> name.toLowerCase(Locale.ROOT))
          .toList();

  private final Tasks tasks;

  TaskListRoutes(Tasks tasks) {
    this.tasks = tasks;
  }

  void on(Api api) {
    api.get("/v1/tasks", KeyScope.READ, this::list);
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    TaskFilter filter = query.filter();
    int limit = query.limit();
    if (!query.problems.isEmpty()) {
      Replies.refuse(context, Refusal.invalid(query.problems));
      return;
    }
    tasks
        .list(Identity.of(context).tenant(), filter, limit + 1)
        .onSuccess(found -> Replies.json(context, 200, page(found, limit)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static Listing<TaskJson> page(List<TaskPages.Listed> found, int limit) {
    return Listing.of(found.stream().map(TaskJson::listed).toList(), limit, TaskJson::id);
  }

  /** The parameters of one request, and what is wrong with them. */
  private static final class Query {
    private final Map<String, String> given = new TreeMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Query(RoutingContext context) {
      context.queryParams().forEach(parameter -> put(parameter.getKey(), parameter.getValue()));
    }

    private void put(String name, String value) {
      Matcher label = LABEL.matcher(name);
      if (value.length() > LONGEST || (name + value).indexOf('\0') >= 0) {
        refuse(name, "is too long or no text", "at most " + LONGEST + " characters");
      } else if (label.matches()) {
        labels.put(label.group(1), value);
      } else if (given.put(name, value) != null) {
        refuse(name, "is given twice", "one");
      }
    }

    private String take(String name) {
      return given.remove(name);
    }

    TaskFilter filter() {
      String after = take("after");
      if (after != null && !TaskIds.isTaskId(after)) {
        refuse("after", "is no id of a task", "'last_id' of the page before");
      }
      return new TaskFilter(
          after,
          take("batch"),
          take("custom_id"),
          lane(take("lane")),
          state(take("status")),
          labels);
    }

    /** To be called last: what is left is unknown. */
    int limit() {
      String limit = take("limit");
      given.keySet().forEach(name -> refuse(name, "is unknown", ALLOWED));
      if (limit == null) {
        return USUAL;
      }
      if (limit.matches("[0-9]{1,3}") && Integer.parseInt(limit) >= 1) {
        return Math.min(MOST, Integer.parseInt(limit));
      }
      refuse("limit", "is no number in range", "1 to " + MOST);
      return USUAL;
    }

    private Lane lane(String name) {
      for (Lane lane : Lane.values()) {
        if (lane.wireName().equals(name)) {
          return lane;
        }
      }
      if (name != null) {
        refuse("lane", "is unknown", "priority, standard, batch");
      }
      return null;
    }

    private String state(String name) {
      if (name != null && !STATUSES.contains(name)) {
        refuse("status", "is unknown", String.join(", ", STATUSES));
      }
      return name == null ? null : name.toUpperCase(Locale.ROOT);
    }

    private void refuse(String field, String reason, String allowed) {
      problems.add(new Problem(field, reason, allowed));
    }
  }
}

package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Account;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Json;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Limits;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Problem;
import io.chorus.contracts.SecretRef;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Shows, puts and removes the accounts in whose names engines are asked. */
final class AccountRoutes {
  private static final Set<String> FIELDS = Set.of("engine", "id", "key", "limits");
  private static final String WINDOW = "window";
  private static final Set<String> LIMITS =
      Set.of("requests_per_minute", "tokens_per_minute", "requests_per_day", "concurrency", WINDOW);

  private final AccountDesk desk;
  private final EngineCatalog catalog;

  AccountRoutes(AccountDesk desk, EngineCatalog catalog) {
    this.desk = desk;
    this.catalog = catalog;
  }

  void on(Api api) {
    api.get("/v1/accounts", KeyScope.OPERATE, this::list);
    api.post("/v1/accounts", KeyScope.OPERATE, this::put);
    api.delete("/v1/accounts/:engine/:id", KeyScope.OPERATE, this::remove);
  }

  private void list(RoutingContext context) {
    desk.all()
        .onSuccess(all -> Replies.json(context, 200, new Listed("list", all)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private record Listed(String object, List<AccountJson> data) {}

  private void put(RoutingContext context) {
    BodyReader.read(context)
        .compose(this::put)
        .onSuccess(put -> Auditor.about(context, "/v1/accounts/" + put.engine() + "/" + put.id()))
        .onSuccess(account -> Replies.json(context, 202, account))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Future<AccountJson> put(byte[] body) {
    JsonNode told = tree(body);
    known(told, FIELDS, "");
    String engine = engine(told.path("engine").asText());
    return desk.put(engine, account(told));
  }

  private void remove(RoutingContext context) {
    desk.remove(context.pathParam("engine"), context.pathParam("id"))
        .onSuccess(account -> Replies.json(context, 202, account))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static JsonNode tree(byte[] body) {
    try {
      JsonNode tree = Json.read(body, JsonNode.class);
      if (tree.isObject()) {
        return tree;
      }
    } catch (MalformedJsonException e) {
      throw wrong("", e.getMessage(), "an account");
    }
    throw wrong("", "is no JSON object", "an account");
  }

  private static void known(JsonNode object, Set<String> names, String under) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                throw wrong(under + name, "is unknown", String.join(", ", names));
              }
            });
  }

  private String engine(String name) {
    if (!catalog.engines().containsKey(name)) {
      throw wrong("engine", "is not in the catalog", String.join(", ", catalog.engines().keySet()));
    }
    return name;
  }

  /** The records themselves say what is wrong with their values. */
  private static Account account(JsonNode told) {
    try {
      JsonNode key = told.path("key");
      return new Account(
          told.path("id").asText(null),
          key.isTextual() ? new SecretRef(key.textValue()) : null,
          limits(told.path("limits")));
    } catch (IllegalArgumentException e) {
      throw wrong("", e.getMessage(), "engine, id, key and limits");
    }
  }

  private static Limits limits(JsonNode told) {
    if (told.isMissingNode()) {
      return Limits.NONE;
    }
    known(told, LIMITS, "limits.");
    return new Limits(
        count(told, "requests_per_minute"),
        count(told, "tokens_per_minute"),
        count(told, "requests_per_day"),
        count(told, "concurrency"),
        window(told.path(WINDOW)));
  }

  private static long count(JsonNode limits, String name) {
    JsonNode count = limits.path(name);
    if (!count.isMissingNode() && !count.isIntegralNumber()) {
      throw wrong("limits." + name, "is no whole number", "0 (none) or more");
    }
    return count.asLong(0);
  }

  private static Limits.Window window(JsonNode told) {
    if (told.isMissingNode() || told.isNull()) {
      return null;
    }
    for (Limits.Window window : Limits.Window.values()) {
      if (window.name().toLowerCase(Locale.ROOT).equals(told.asText())) {
        return window;
      }
    }
    throw wrong("limits.window", "is unknown", "bucket, minute");
  }

  private static RefusedException wrong(String field, String what, String allowed) {
    return Refusal.invalid(List.of(new Problem(field, what, allowed))).asException();
  }
}

package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Tenants;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /v1/keys} of the admin API: makes, lists, rotates and revokes API keys. */
final class KeyRoutes {
  private static final int LONGEST_NAME = 128;
  private static final long LONGEST_LIFE_S = Duration.ofDays(3_650).toSeconds();
  private static final long LONGEST_GRACE_S = Duration.ofDays(30).toSeconds();
  private static final long USUAL_GRACE_S = Duration.ofDays(1).toSeconds();
  private static final long SECOND_MS = 1_000;
  private static final Set<KeyScope> USUAL = EnumSet.of(KeyScope.READ, KeyScope.WRITE);
  private static final String SCOPES =
      USUAL.stream().map(KeyScope::wireName).collect(Collectors.joining(", "));

  private final KeyDesk desk;

  KeyRoutes(KeyDesk desk) {
    this.desk = desk;
  }

  void on(Router router) {
    router.get("/v1/keys").handler(this::list);
    router.post("/v1/keys").handler(this::create);
    router.post("/v1/keys/:id/rotate").handler(this::rotate);
    router.post("/v1/keys/:id/revoke").handler(this::revoke);
  }

  private void list(RoutingContext context) {
    answer(context, 200, desk.list().map(KeyJson::list));
  }

  private void create(RoutingContext context) {
    answer(context, 201, read(context, KeyRoutes::order).compose(desk::create).map(KeyJson::made));
  }

  private static KeyDesk.Order order(byte[] body) {
    Fields fields = Fields.of(body, Set.of("tenant", "name", "scopes", "expires_in_seconds"));
    String tenant = fields.has("tenant") ? fields.text("tenant", 63) : Tenants.DEFAULT;
    if (tenant != null && !Tenants.isName(tenant)) {
      fields.refuse("tenant", "is no tenant's name", Tenants.ALLOWED);
    }
    String name = fields.text("name", LONGEST_NAME);
    if (!fields.has("name")) {
      fields.refuse("name", "is missing", "what the key is for, in a few words");
    }
    Set<KeyScope> scopes = scopes(fields);
    long livesS = fields.number("expires_in_seconds", 1, LONGEST_LIFE_S, 0);
    fields.check();
    return new KeyDesk.Order(tenant, name, scopes, livesS * SECOND_MS);
  }

  private static Set<KeyScope> scopes(Fields fields) {
    if (!fields.has("scopes")) {
      return USUAL;
    }
    List<String> names = fields.texts("scopes");
    Set<KeyScope> scopes = EnumSet.noneOf(KeyScope.class);
    if (names != null) {
      USUAL.stream().filter(scope -> names.contains(scope.wireName())).forEach(scopes::add);
    }
    if (names == null || names.isEmpty() || scopes.size() != Set.copyOf(names).size()) {
      fields.refuse("scopes", "is no array of scopes", "one or more of " + SCOPES);
    }
    return scopes;
  }

  private void rotate(RoutingContext context) {
    String keyId = context.pathParam("id");
    answer(
        context,
        201,
        read(context, KeyRoutes::graceMs)
            .compose(graceMs -> desk.rotate(keyId, graceMs))
            .map(KeyJson::made));
  }

  private static long graceMs(byte[] body) {
    Fields fields = Fields.of(body, Set.of("grace_seconds"));
    long graceS = fields.number("grace_seconds", 0, LONGEST_GRACE_S, USUAL_GRACE_S);
    fields.check();
    return graceS * SECOND_MS;
  }

  private void revoke(RoutingContext context) {
    answer(context, 200, desk.revoke(context.pathParam("id")).map(KeyJson::of));
  }

  private static <T> Future<T> read(RoutingContext context, Function<byte[], T> reader) {
    return BodyReader.read(context).map(reader);
  }

  private static void answer(RoutingContext context, int status, Future<?> answer) {
    answer
        .onSuccess(body -> Replies.json(context, status, body))
        .onFailure(cause -> Replies.failure(context, cause));
  }
}

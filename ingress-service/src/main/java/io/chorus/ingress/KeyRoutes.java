package io.chorus.ingress;

import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.Tenants;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code /v1/keys} of the admin API: makes, lists, rotates and revokes API keys. A tenant's admin
 * does so with the keys of the tenant's users and admins; for that one there are no others.
 */
final class KeyRoutes {
  private static final int LONGEST_NAME = 128;
  private static final long LONGEST_LIFE_S = Duration.ofDays(3_650).toSeconds();
  private static final long LONGEST_GRACE_S = Duration.ofDays(30).toSeconds();
  private static final long USUAL_GRACE_S = Duration.ofDays(1).toSeconds();
  private static final long SECOND_MS = 1_000;

  private final KeyDesk desk;

  KeyRoutes(KeyDesk desk) {
    this.desk = desk;
  }

  void on(Api api) {
    api.get("/v1/keys", KeyScope.MANAGE, this::list);
    api.post("/v1/keys", KeyScope.MANAGE, this::create);
    api.post("/v1/keys/:id/rotate", KeyScope.MANAGE, this::rotate);
    api.post("/v1/keys/:id/revoke", KeyScope.MANAGE, this::revoke);
  }

  private static Predicate<ApiKey> mine(RoutingContext context) {
    Identity identity = Identity.of(context);
    return key -> isMine(identity, key.tenant(), key.role());
  }

  private static boolean isMine(Identity identity, String tenant, Role role) {
    return identity.may(KeyScope.ADMINISTER)
        || (identity.tenant().equals(tenant) && role.isWithinTenant());
  }

  private void list(RoutingContext context) {
    answer(context, 200, desk.list(mine(context)).map(KeyJson::list));
  }

  private void create(RoutingContext context) {
    Identity identity = Identity.of(context);
    answer(
        context,
        201,
        read(context, body -> order(identity, body))
            .compose(desk::create)
            .map(made -> made(context, made)));
  }

  private static KeyJson made(RoutingContext context, KeyDesk.Made made) {
    ApiKey key = made.key();
    String what = " is " + key.role().wireName() + " of " + key.tenant();
    Auditor.about(context, context.normalizedPath() + ": " + key.keyId() + what);
    return KeyJson.made(made);
  }

  private static KeyDesk.Order order(Identity identity, byte[] body) {
    Fields fields =
        Fields.of(body, Set.of("tenant", "name", "role", "scopes", "expires_in_seconds"));
    String tenant = fields.has("tenant") ? fields.text("tenant", 63) : identity.tenant();
    if (tenant != null && !Tenants.isName(tenant)) {
      fields.refuse("tenant", "is no tenant's name", Tenants.ALLOWED);
    }
    String name = fields.text("name", LONGEST_NAME);
    if (!fields.has("name")) {
      fields.refuse("name", "is missing", "what the key is for, in a few words");
    }
    Role role = role(fields);
    Set<KeyScope> scopes = scopes(fields, role);
    long livesS = fields.number("expires_in_seconds", 1, LONGEST_LIFE_S, 0);
    fields.check();
    if (!isMine(identity, tenant, role)) {
      throw Refusal.noScope(KeyScope.ADMINISTER).asException();
    }
    checkNoWider(identity, scopes);
    return new KeyDesk.Order(tenant, name, role, scopes, livesS * SECOND_MS);
  }

  /** Nobody makes a key that opens more than the own one. */
  private static void checkNoWider(Identity identity, Set<KeyScope> scopes) {
    scopes.stream()
        .filter(scope -> !identity.may(KeyScope.ADMINISTER) && !identity.may(scope))
        .findFirst()
        .ifPresent(
            wider -> {
              throw Refusal.noScope(wider).asException();
            });
  }

  private static Role role(Fields fields) {
    Optional<Role> role =
        fields.has("role") ? Role.named(fields.text("role", LONGEST_NAME)) : Optional.of(Role.USER);
    if (role.isEmpty()) {
      fields.refuse("role", "is no role", Role.names());
    }
    return role.orElse(Role.USER);
  }

  private static Set<KeyScope> scopes(Fields fields, Role role) {
    if (!fields.has("scopes")) {
      return role.scopes();
    }
    List<String> names = fields.texts("scopes");
    Set<KeyScope> scopes = EnumSet.noneOf(KeyScope.class);
    if (names != null) {
      role.scopes().stream().filter(scope -> names.contains(scope.wireName())).forEach(scopes::add);
    }
    if (names == null || names.isEmpty() || scopes.size() != Set.copyOf(names).size()) {
      fields.refuse("scopes", "is no array of the role's scopes", "one or more of " + names(role));
    }
    return scopes;
  }

  private static String names(Role role) {
    return role.scopes().stream()
        .map(KeyScope::wireName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void rotate(RoutingContext context) {
    String keyId = context.pathParam("id");
    Predicate<ApiKey> mine = mine(context);
    Consumer<ApiKey> check = key -> checkNoWider(Identity.of(context), key.scopes());
    answer(
        context,
        201,
        read(context, KeyRoutes::graceMs)
            .compose(graceMs -> desk.rotate(mine, check, keyId, graceMs))
            .map(made -> made(context, made)));
  }

  private static long graceMs(byte[] body) {
    Fields fields = Fields.of(body, Set.of("grace_seconds"));
    long graceS = fields.number("grace_seconds", 0, LONGEST_GRACE_S, USUAL_GRACE_S);
    fields.check();
    return graceS * SECOND_MS;
  }

  private void revoke(RoutingContext context) {
    answer(context, 200, desk.revoke(mine(context), context.pathParam("id")).map(KeyJson::of));
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

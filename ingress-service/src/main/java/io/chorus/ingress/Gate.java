package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Tenants;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Says who asks, by the key: the operator's, which the configuration names, an API key, or a token
 * of the provider. Where the door is open to its own machine, whoever asks there needs none until
 * the first API key is made.
 */
final class Gate {
  private static final String SCHEME = "bearer ";
  private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]", "::1");
  private static final Identity WHO_IS_HERE =
      new Identity(Tenants.DEFAULT, "keyless", EnumSet.allOf(KeyScope.class));
  private static final Identity OPERATOR =
      new Identity(Tenants.DEFAULT, "operator", EnumSet.allOf(KeyScope.class));

  private final byte[] operatorKey;
  private final KeyRing keys;
  private final boolean keyless;
  private final Tokens tokens;

  /**
   * @param tokens null where no provider's are taken
   * @param keyless whether the door is open to its own machine
   * @throws IllegalArgumentException where the key is blank: it would let everyone in
   */
  Gate(String operatorKey, KeyRing keys, Tokens tokens, boolean keyless) {
    if (operatorKey.isBlank()) {
      throw new IllegalArgumentException("'api_key' is blank; allowed: a key of any characters");
    }
    this.operatorKey = operatorKey.strip().getBytes(UTF_8);
    this.keys = keys;
    this.tokens = tokens;
    this.keyless = keyless;
  }

  /** Lets in who is known, and where the door is open to its own machine, whoever is there. */
  void check(RoutingContext context) {
    check(context, true);
  }

  /** Lets in only who is known. */
  void checkStrictly(RoutingContext context) {
    check(context, false);
  }

  private void check(RoutingContext context, boolean mayBeOpen) {
    String key = given(context.request().getHeader("Authorization"));
    Optional<Identity> known = identify(key);
    if (known.isPresent()) {
      pass(context, known.get());
    } else if (tokens != null && TokenJudge.isToken(key)) {
      HeldBody.until(context, tokens.identify(key), identity -> pass(context, identity));
    } else if (mayBeOpen && !key.startsWith(KeySecret.PREFIX) && isOpenTo(context.request())) {
      // clients that must send some key send anything; a mistyped key of ours is another matter
      pass(context, WHO_IS_HERE);
    } else {
      Replies.refuse(context, Refusal.wrongKey());
    }
  }

  private static void pass(RoutingContext context, Identity identity) {
    identity.stampOn(context);
    context.next();
  }

  /** Whose key it is; empty for a text that is none. */
  Optional<Identity> identify(String key) {
    return isOperator(key)
        ? Optional.of(OPERATOR)
        : keys.find(key)
            .map(found -> new Identity(found.tenant(), "key:" + found.keyId(), found.scopes()));
  }

  /** Takes as long for a wrong key as for the right one. */
  private boolean isOperator(String key) {
    return MessageDigest.isEqual(operatorKey, key.getBytes(UTF_8));
  }

  /** The key of a header; blank where it has none. */
  static String given(String header) {
    return header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? ""
        : header.substring(SCHEME.length()).strip();
  }

  /** A page from elsewhere, in a browser on this machine, is not this machine. */
  private boolean isOpenTo(HttpServerRequest request) {
    HostAndPort asked = request.authority();
    return keyless
        && keys.isEmpty()
        && asked != null
        && OWN_NAMES.contains(asked.host().toLowerCase(Locale.ROOT))
        && isOwn(request.getHeader("Origin"), asked);
  }

  private static boolean isOwn(String origin, HostAndPort asked) {
    if (origin == null) {
      return true;
    }
    try {
      URI page = URI.create(origin);
      return asked.host().equalsIgnoreCase(page.getHost()) && asked.port() == page.getPort();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Tenants;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Locale;

/** Lets in who has the key. */
final class BearerAuth {
  private static final String SCHEME = "bearer ";

  private final byte[] key;

  /**
   * @throws IllegalArgumentException where the key is blank: it would let everyone in
   */
  BearerAuth(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("'api_key' is blank; allowed: a key of any characters");
    }
    this.key = key.strip().getBytes(StandardCharsets.UTF_8);
  }

  void check(RoutingContext context) {
    if (accepts(context.request().getHeader("Authorization"))) {
      new Identity(Tenants.DEFAULT, EnumSet.allOf(KeyScope.class)).stampOn(context);
      context.next();
    } else {
      Replies.refuse(context, Refusal.wrongKey());
    }
  }

  /** Takes as long for a wrong key as for the right one. */
  boolean accepts(String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    String given = header.substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8));
  }
}

package io.chorus.ingress;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/** Lets in who has the key. */
final class BearerAuth {
  private static final String SCHEME = "bearer ";

  private final byte[] key;

  BearerAuth(String key) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
  }

  void check(RoutingContext context) {
    if (accepts(context.request().getHeader("Authorization"))) {
      context.next();
      return;
    }
    context.response().putHeader("WWW-Authenticate", "Bearer");
    Replies.error(
        context,
        401,
        Replies.INVALID,
        null,
        "invalid_api_key",
        "the API key is missing or wrong; send it as 'Authorization: Bearer KEY'");
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

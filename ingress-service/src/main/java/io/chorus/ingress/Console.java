package io.chorus.ingress;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The page at {@code /}: one file, nothing from elsewhere, and no script but its own. */
final class Console {
  private final String page;
  private final String policy;

  private Console(String page) {
    this.page = page;
    this.policy =
        "default-src 'none'; style-src "
            + hash(inside(page, "style"))
            + "; script-src "
            + hash(inside(page, "script"))
            + "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  static Console load() {
    try (InputStream in = Console.class.getResourceAsStream("console.html")) {
      return new Console(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String inside(String page, String element) {
    String start = "<" + element + ">";
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf("</" + element + ">", from));
  }

  private static String hash(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void on(Router router) {
    router.get("/").handler(this::show);
  }

  private void show(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", policy)
        .putHeader("Referrer-Policy", "no-referrer")
        .end(Buffer.buffer(page));
  }
}

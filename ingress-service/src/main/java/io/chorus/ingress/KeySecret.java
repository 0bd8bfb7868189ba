package io.chorus.ingress;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an API key: {@code ck_ID_SECRET}. Seen once, by whoever made it; kept is its hash,
 * which needs no salt and no slowness, because nobody guesses 256 random bits.
 *
 * @param keyId 16 hex digits, no secret
 */
record KeySecret(String keyId, String text) {
  static final String PREFIX = "ck_";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern FORM = Pattern.compile("ck_([0-9a-f]{16})_[0-9a-f]{64}");
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;

  /** A new one. */
  static KeySecret fresh() {
    String keyId = random(ID_BYTES);
    return new KeySecret(keyId, PREFIX + keyId + "_" + random(SECRET_BYTES));
  }

  /** The key that a text is by its form, or null. */
  static KeySecret parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? new KeySecret(matcher.group(1), text) : null;
  }

  /** SHA-256, in hex. */
  String hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public String toString() {
    return "KeySecret[" + keyId + "]";
  }
}

package io.chorus.ingress.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a snapshot by what is in it, as only who has the key can: HMAC-SHA256 (RFC 2104).
 * Thread-safe.
 */
final class Seal {
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  private Seal(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * @throws IllegalStateException where the key could be guessed
   */
  static Seal with(String key) {
    if (key.length() < TokenStoreConfig.SHORTEST_KEY) {
      throw new IllegalStateException(
          "the secret of 'token_store.key' is too short; allowed: "
              + TokenStoreConfig.SHORTEST_KEY
              + " characters or more, at random");
    }
    return new Seal(new SecretKeySpec(key.getBytes(UTF_8), HMAC));
  }

  String name(byte[] content) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return "keys-" + HexFormat.of().formatHex(mac.doFinal(content)) + ".jsonl";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isOn(byte[] content, String name) {
    return MessageDigest.isEqual(name(content).getBytes(US_ASCII), name.getBytes(US_ASCII));
  }
}

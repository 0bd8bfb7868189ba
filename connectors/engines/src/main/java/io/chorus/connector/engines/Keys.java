package io.chorus.connector.engines;

import io.chorus.contracts.SecretRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Secrets by reference, read again after some seconds, so that a new key works without a restart.
 * Thread-safe.
 */
final class Keys {
  private static final long KEEP_NANOS = Duration.ofSeconds(10).toNanos();

  private static final Pattern SENDABLE = Pattern.compile("[!-~]+");

  private final Map<SecretRef, Key> keys = new ConcurrentHashMap<>();

  /**
   * @throws IllegalStateException where it can't be read or is nothing that a header can hold
   */
  String of(SecretRef reference) {
    Key key = keys.get(reference);
    if (key == null || System.nanoTime() - key.readAtNanos() > KEEP_NANOS) {
      key = new Key(sendable(reference.resolve()), System.nanoTime());
      keys.put(reference, key);
    }
    return key.secret();
  }

  /** Reads it again; true where it is another one than that. */
  boolean hasChanged(SecretRef reference, String used) {
    keys.remove(reference);
    try {
      return !of(reference).equals(used);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static String sendable(String secret) {
    String key = secret.strip();
    if (!SENDABLE.matcher(key).matches()) {
      throw new IllegalStateException("the secret holds other characters than printable ASCII");
    }
    return key;
  }

  private record Key(String secret, long readAtNanos) {

    @Override
    public String toString() {
      return "Key";
    }
  }
}

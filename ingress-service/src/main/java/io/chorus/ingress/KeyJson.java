package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import java.util.List;

/**
 * An API key as the admin API shows it.
 *
 * @param key its text, where it was just made; null ever after
 * @param createdAt Unix seconds
 * @param expiresAt Unix seconds, or null
 * @param revokedAt Unix seconds, or null
 */
record KeyJson(
    String id,
    String object,
    @JsonInclude(JsonInclude.Include.NON_NULL) String key,
    String tenant,
    String name,
    String role,
    List<String> scopes,
    long createdAt,
    Long expiresAt,
    Long revokedAt) {

  /** A page of keys. */
  record Page(String object, List<KeyJson> data) {}

  static Page list(List<ApiKey> keys) {
    return new Page("list", keys.stream().map(KeyJson::of).toList());
  }

  static KeyJson made(KeyDesk.Made made) {
    return of(made.key(), made.secret().text());
  }

  static KeyJson of(ApiKey key) {
    return of(key, null);
  }

  private static KeyJson of(ApiKey key, String text) {
    return new KeyJson(
        key.keyId(),
        "chorus.key",
        text,
        key.tenant(),
        key.name(),
        key.role().wireName(),
        key.scopes().stream().map(KeyScope::wireName).sorted().toList(),
        key.createdAtMs() / 1_000,
        orNull(key.expiresAtMs()),
        orNull(key.revokedAtMs()));
  }

  private static Long orNull(long ms) {
    return ms == 0 ? null : ms / 1_000;
  }

  @Override
  public String toString() {
    return "KeyJson[" + id + "]";
  }
}

package io.chorus.contracts;

import java.util.Objects;
import java.util.Set;

/**
 * What is known of an API key, which is all but the key itself.
 *
 * @param tenant whose key it is
 * @param keyId part of the key, and no secret
 * @param name what its owner calls it
 * @param hash SHA-256 (hex) of the whole key, which has 256 random bits
 * @param role what it is for; a user's where the record is older than roles
 * @param scopes what it allows: some of its role's
 * @param createdAtMs Unix milliseconds
 * @param expiresAtMs Unix milliseconds from which it opens nothing; 0 for never
 * @param revokedAtMs Unix milliseconds since when it opens nothing; 0 for not revoked
 * @param version grows with each change
 */
public record ApiKey(
    int schemaVersion,
    String tenant,
    String keyId,
    String name,
    String hash,
    Role role,
    Set<KeyScope> scopes,
    long createdAtMs,
    long expiresAtMs,
    long revokedAtMs,
    long version) {
  /** Without these nobody could tell what it opens: such a record is refused when it is read. */
  public ApiKey {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(keyId, "keyId");
    Objects.requireNonNull(hash, "hash");
    role = role == null ? Role.USER : role;
    scopes = Set.copyOf(scopes);
  }

  /** True where it opens anything at a time. */
  public boolean isValidAt(long ms) {
    return revokedAtMs == 0 && (expiresAtMs == 0 || ms < expiresAtMs);
  }

  @Override
  public String toString() {
    return "ApiKey[" + keyId + " of " + tenant + "]";
  }
}

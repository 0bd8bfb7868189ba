package io.chorus.contracts;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

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
    // always in the same order: what is written of the same key is the same
    scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
  }

  /** True where it opens anything at a time. */
  public boolean isValidAt(long ms) {
    return revokedAtMs == 0 && (expiresAtMs == 0 || ms < expiresAtMs);
  }

  /**
   * What two know of the same key: an end that either tells of holds, the earlier of two. The order
   * in which any number of them are joined makes no difference.
   */
  public ApiKey joined(ApiKey other) {
    ApiKey later = other.version > version ? other : this;
    return new ApiKey(
        later.schemaVersion,
        later.tenant,
        keyId,
        later.name,
        later.hash,
        later.role,
        later.scopes,
        later.createdAtMs,
        earlier(expiresAtMs, other.expiresAtMs),
        earlier(revokedAtMs, other.revokedAtMs),
        later.version);
  }

  private static long earlier(long ms, long otherMs) {
    return ms == 0 || otherMs == 0 ? Math.max(ms, otherMs) : Math.min(ms, otherMs);
  }

  @Override
  public String toString() {
    return "ApiKey[" + keyId + " of " + tenant + "]";
  }
}

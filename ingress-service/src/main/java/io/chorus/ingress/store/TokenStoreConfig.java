package io.chorus.ingress.store;

import io.chorus.connector.s3.S3Location;
import io.chorus.contracts.SecretRef;

/**
 * Where snapshots of API keys are. Immutable.
 *
 * @param at in S3, the same for all replicas and for nothing else
 * @param key of the seal on them, the same for all replicas: {@value #SHORTEST_KEY} characters or
 *     more
 */
public record TokenStoreConfig(FileLocation at, SecretRef key) {
  static final int SHORTEST_KEY = 32;

  public TokenStoreConfig {
    require(at != null && at.isInS3(), "at", S3Location.FORM);
    require(key != null, "key", "env:NAME or file:PATH");
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'token_store." + key + "' is missing or out of range; allowed: " + allowed);
    }
  }
}

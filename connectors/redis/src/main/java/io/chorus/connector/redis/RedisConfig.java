package io.chorus.connector.redis;

import io.chorus.contracts.SecretRef;
import java.io.Serializable;

/**
 * Where Redis is.
 *
 * @param password resolved when a connection is opened
 */
public record RedisConfig(String host, int port, SecretRef password) implements Serializable {
  private static final int LAST_PORT = 65_535;

  public RedisConfig {
    if (host == null || host.isBlank() || password == null) {
      throw new IllegalArgumentException("redis: 'host', 'port' and 'password' are needed");
    }
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("redis: 'port' allowed: 1 to " + LAST_PORT);
    }
  }
}

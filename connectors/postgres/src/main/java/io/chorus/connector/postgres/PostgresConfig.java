package io.chorus.connector.postgres;

import io.chorus.contracts.SecretRef;
import java.io.Serializable;

/**
 * Where the database is and who uses it.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without user and password
 * @param password resolved whenever a connection is opened
 */
public record PostgresConfig(String jdbcUrl, String user, SecretRef password)
    implements Serializable {

  public PostgresConfig {
    if (jdbcUrl == null || !jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("'jdbc_url' allowed: jdbc:postgresql://host:port/name");
    }
    if (user == null || user.isEmpty() || password == null) {
      throw new IllegalArgumentException("'user' and 'password' are needed with a 'jdbc_url'");
    }
  }
}

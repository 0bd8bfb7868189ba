package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.SecretRef;
import org.junit.jupiter.api.Test;

class PostgresConfigTest {
  private static final SecretRef PASSWORD = new SecretRef("env:DB_PASSWORD");

  @Test
  void holdsNoSecret() {
    PostgresConfig config =
        new PostgresConfig("jdbc:postgresql://127.0.0.1:5432/chorus", "chorus", PASSWORD);

    assertThat(config.toString()).contains("env:DB_PASSWORD");
  }

  @Test
  void refusesAnotherDatabaseAndMissingUsers() {
    assertThatThrownBy(() -> new PostgresConfig("jdbc:h2:mem", "chorus", PASSWORD))
        .hasMessageContaining("jdbc_url");
    assertThatThrownBy(() -> new PostgresConfig("jdbc:postgresql://h/d", "", PASSWORD))
        .hasMessageContaining("user");
  }
}

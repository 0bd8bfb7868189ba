package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.SecretRef;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.servers.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that keeps its connections open and says nothing. */
@Timeout(180)
class SilentServerIT {
  private static final long SOON_S = Database.SOCKET_TIMEOUT_S + 10L;

  @TempDir Path dir;

  private LocalPostgres postgres;
  private PostgresConfig config;
  private Database database;

  @BeforeEach
  void start() throws Exception {
    postgres = LocalPostgres.start(dir.resolve("data"));
    Path password = Files.writeString(dir.resolve("password"), postgres.password());
    config =
        new PostgresConfig(postgres.jdbcUrl(), postgres.user(), new SecretRef("file:" + password));
    database = Database.open(config);
    database.migrate();
  }

  @AfterEach
  void stop() {
    database.close();
    postgres.close();
  }

  @Test
  void nobodyWaitsForASilentServerForEverAndAllGoesOnWhenItSpeaksAgain() throws Exception {
    String taskId = TaskIds.fresh(Instant.now());
    try (FinalStore finals = new FinalStore(database);
        Connection own = Database.connect(config)) {
      assertThat(finals.find(Tenants.DEFAULT, taskId)).isEmpty();
      postgres.pause();

      CompletableFuture<Optional<byte[]>> lookUp =
          CompletableFuture.supplyAsync(() -> finals.find(Tenants.DEFAULT, taskId));
      CompletableFuture<Boolean> statement = CompletableFuture.supplyAsync(() -> select(own));

      assertThatThrownBy(() -> lookUp.get(SOON_S, TimeUnit.SECONDS))
          .hasCauseInstanceOf(DatabaseException.class);
      assertThat(statement.get(SOON_S, TimeUnit.SECONDS)).isFalse();
      postgres.resume();
      assertThat(finals.find(Tenants.DEFAULT, taskId)).isEmpty();
    }
  }

  private static boolean select(Connection connection) {
    try (Statement one = connection.createStatement()) {
      return one.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }
}

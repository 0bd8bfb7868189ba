package io.chorus.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalPostgresIT {
  @TempDir Path dir;

  @Test
  void rowsSurviveARestartOnTheSameFolder() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      execute(postgres, "CREATE TABLE letters (text text)");
      execute(postgres, "INSERT INTO letters VALUES ('before a stop')");
    }
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      assertThat(onlyLetter(postgres)).isEqualTo("before a stop");
      assertThat(setting(postgres, "fsync")).isEqualTo("on");
    }
  }

  @Test
  void committedRowsSurviveAKillAndAnotherProcessWithTheOldId() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      execute(postgres, "CREATE TABLE letters AS SELECT 'before a kill' AS text");

      postgres.kill();
      Path pidFile = dir.resolve("data").resolve("postmaster.pid");
      String pid = Long.toString(ProcessHandle.current().pid());
      Files.writeString(pidFile, Files.readString(pidFile).replaceFirst("^[0-9]+", pid));
      postgres.restart();

      assertThat(onlyLetter(postgres)).isEqualTo("before a kill");
    }
  }

  @Test
  void aPausedServerLeavesOldAndNewConnectionsWithoutAnswerUntilItGoesOn() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir);
        Connection old = connect(postgres, 1)) {
      postgres.pause();

      assertThatThrownBy(() -> old.createStatement().execute("SELECT 1"))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> connect(postgres, 1))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);

      postgres.resume();
      assertThat(setting(postgres, "fsync")).isEqualTo("on");
    }
  }

  @Test
  void aPausedServerCanBeKilledWithAllItsProcesses() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir);
        Connection open = connect(postgres, 30)) {
      assertThat(open.isValid(5)).isTrue();
      List<ProcessHandle> all =
          ProcessHandle.of(postgres.pid()).orElseThrow().descendants().toList();

      postgres.pause();
      postgres.kill();

      assertThat(all).isNotEmpty();
      CompletableFuture<?>[] ends =
          all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
      assertThat(CompletableFuture.allOf(ends)).succeedsWithin(20, TimeUnit.SECONDS);
      postgres.restart();
      assertThat(setting(postgres, "fsync")).isEqualTo("on");
    }
  }

  @Test
  void onlyThePasswordOpensTheDatabase() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
          .isInstanceOf(SQLException.class);
      assertThat(Files.getPosixFilePermissions(dir.resolve("password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.readString(dir.resolve("server.log"))).doesNotContain(postgres.password());
    }
  }

  private static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String onlyLetter(LocalPostgres postgres) throws SQLException {
    return one(postgres, "SELECT text FROM letters");
  }

  private static String setting(LocalPostgres postgres, String name) throws SQLException {
    return one(postgres, "SHOW " + name);
  }

  private static String one(LocalPostgres postgres, String query) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static Connection connect(LocalPostgres postgres, int timeoutSeconds)
      throws SQLException {
    String url = postgres.jdbcUrl() + "?socketTimeout=" + timeoutSeconds;
    return DriverManager.getConnection(url, postgres.user(), postgres.password());
  }

  private static Connection connect(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}

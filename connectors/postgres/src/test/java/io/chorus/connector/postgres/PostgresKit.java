package io.chorus.connector.postgres;

import io.chorus.contracts.SecretRef;
import io.chorus.servers.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a {@link Database} on one real PostgreSQL that all of them share. */
final class PostgresKit implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Database.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(PostgresKit.class))
        .getOrComputeIfAbsent(Server.class, type -> Server.start(), Server.class)
        .database;
  }

  static int update(Database database, String sql) {
    return database.read(
        "test update failed",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  static long count(Database database, String sql) {
    return database.read("test query failed", connection -> number(connection, sql));
  }

  /** Ends every connection but the one that says so. */
  static long cutConnections(Database database) {
    return count(
        database,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private record Server(Path dir, LocalPostgres postgres, Database database)
      implements AutoCloseable {

    static Server start() {
      try {
        Path dir = Files.createTempDirectory("chorus-postgres-it");
        LocalPostgres postgres = LocalPostgres.start(dir.resolve("data"));
        Path password = Files.writeString(dir.resolve("password"), postgres.password());
        Database database =
            Database.open(
                new PostgresConfig(
                    postgres.jdbcUrl(), postgres.user(), new SecretRef("file:" + password)));
        database.migrate();
        return new Server(dir, postgres, database);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      database.close();
      postgres.close();
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

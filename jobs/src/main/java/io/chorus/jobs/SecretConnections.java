package io.chorus.jobs;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDBC sink's connection. The password is read when a connection is opened: Flink's own
 * provider would put it into the job graph, and so into checkpoints and the web UI.
 */
final class SecretConnections implements JdbcConnectionProvider {
  private static final Logger LOG = LoggerFactory.getLogger(SecretConnections.class);
  private static final int VALID_WITHIN_SECONDS = 5;

  private final PostgresConfig postgres;
  private transient Connection connection;

  SecretConnections(PostgresConfig postgres) {
    this.postgres = postgres;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public boolean isConnectionValid() throws SQLException {
    return connection != null && connection.isValid(VALID_WITHIN_SECONDS);
  }

  @Override
  public Connection getOrEstablishConnection() throws SQLException {
    if (connection == null) {
      connection = Database.connect(postgres);
    }
    return connection;
  }

  @Override
  public void closeConnection() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.warn("a connection to PostgreSQL did not close: {}", e.getMessage());
      }
      connection = null;
    }
  }

  @Override
  public Connection reestablishConnection() throws SQLException {
    closeConnection();
    return getOrEstablishConnection();
  }

  @Override
  public void close() {
    closeConnection();
  }
}

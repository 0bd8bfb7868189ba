package io.chorus.connector.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One process's way to the database: a small pool for look-ups, and connections of their own for
 * those who commit in groups. No wait on any of them is without end: a server that stays silent for
 * half a minute is a lost connection (ten minutes, where whole tables are read). Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int POOL_SIZE = 4;
  private static final long POOL_WAIT_MS = 5_000;
  private static final int CONNECT_TIMEOUT_S = 5;

  /**
   * Whoever hears nothing for so long gives the connection up: a silent server looks just like it.
   */
  static final int SOCKET_TIMEOUT_S = 30;

  /** For what is silent until all of a table is read or changed. */
  private static final int LONG_TIMEOUT_S = 600;

  /**
   * Batches are joined to the tables by primary key, always. A plan made while a day's partition is
   * still empty would read it whole, and be kept while it grows.
   */
  private static final String BATCH_OPTIONS =
      "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
          + " -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off";

  /** For the length of the transaction. */
  private static final String BECOME =
      "SELECT set_config('role', 'chorus_tenant', true), set_config('chorus.tenant', ?, true)";

  /** Day by day: the whole of two tables fits in no memory. */
  private static final String SCAN_OPTIONS =
      "-c enable_partitionwise_join=on -c enable_partitionwise_aggregate=on -c work_mem=64MB"
          + " -c jit=off -c statement_timeout="
          // the server lets go before its client does
          + TimeUnit.SECONDS.toMillis(LONG_TIMEOUT_S - SOCKET_TIMEOUT_S);

  private final PostgresConfig config;
  private final HikariDataSource pool;

  private Database(PostgresConfig config, HikariConfig pool) {
    this.config = config;
    this.pool = new HikariDataSource(pool);
  }

  /**
   * Connects.
   *
   * @throws RuntimeException where the database can't be reached or refuses the user
   */
  public static Database open(PostgresConfig config) {
    return new Database(config, poolConfig(config));
  }

  /** Connects when it is first used, for who can begin without. */
  public static Database later(PostgresConfig config) {
    HikariConfig pool = poolConfig(config);
    pool.setInitializationFailTimeout(-1);
    return new Database(config, pool);
  }

  /** Brings the schema to the newest version and makes the partitions of the days around today. */
  public void migrate() {
    Flyway.configure()
        .dataSource(source(config, LONG_TIMEOUT_S))
        .locations("classpath:db/migration")
        .load()
        .migrate();
    new Partitions(this).ensure(Partitions.DAYS_AHEAD);
  }

  /** The pool; its connections commit by themselves. */
  public DataSource dataSource() {
    return pool;
  }

  /**
   * A connection without a pool, for a client that keeps one of its own; the caller closes it.
   *
   * @throws SQLException where the database can't be reached or refuses the user
   */
  public static Connection connect(PostgresConfig config) throws SQLException {
    return source(config, SOCKET_TIMEOUT_S).getConnection();
  }

  /**
   * A connection outside of the pool for one thread's batches, each of them a transaction; the
   * caller closes it.
   */
  Connection transactional() throws SQLException {
    Connection connection = direct();
    connection.setAutoCommit(false);
    return connection;
  }

  /**
   * The same for batches that write in one statement: it is the transaction, and takes no further
   * ways to the database to begin and to commit.
   */
  Connection direct() throws SQLException {
    PGSimpleDataSource source = source(config, SOCKET_TIMEOUT_S);
    source.setOptions(BATCH_OPTIONS);
    source.setPrepareThreshold(1);
    return source.getConnection();
  }

  /** A look-up for a tenant: the database itself shows it no row of another. */
  <T> T readOf(String tenant, String what, Query<T> query) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(BECOME)) {
        statement.setString(1, tenant);
        statement.execute();
        return query.run(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new DatabaseException(what, e);
    }
  }

  /** A look at whole tables, which may take minutes, on a connection of its own. */
  <T> T scan(String what, Query<T> query) {
    PGSimpleDataSource source = source(config, LONG_TIMEOUT_S);
    source.setOptions(SCAN_OPTIONS);
    try (Connection connection = source.getConnection()) {
      return query.run(connection);
    } catch (SQLException e) {
      throw new DatabaseException(what, e);
    }
  }

  /** A look-up on a connection of the pool. */
  <T> T read(String what, Query<T> query) {
    try (Connection connection = pool.getConnection()) {
      return query.run(connection);
    } catch (SQLException e) {
      throw new DatabaseException(what, e);
    }
  }

  /** Changes that are stored together or not at all, on a connection of the pool. */
  <T> T together(String what, Query<T> changes) {
    return read(
        what,
        connection -> {
          connection.setAutoCommit(false);
          try {
            T result = changes.run(connection);
            connection.commit();
            return result;
          } finally {
            // of what is committed already this is nothing
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  /**
   * Changes rows on a connection of the pool.
   *
   * @return how many
   */
  int change(String what, String statement, Object... parameters) {
    return read(
        what,
        connection -> {
          try (PreparedStatement prepared = prepared(connection, statement, parameters)) {
            return prepared.executeUpdate();
          }
        });
  }

  /** A statement with its parameters; the caller closes it. */
  static PreparedStatement prepared(Connection connection, String statement, Object... parameters)
      throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    for (int i = 0; i < parameters.length; i++) {
      prepared.setObject(i + 1, parameters[i]);
    }
    return prepared;
  }

  @Override
  public void close() {
    pool.close();
  }

  private static PGSimpleDataSource source(PostgresConfig config, int socketTimeoutS) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(config.jdbcUrl());
    source.setUser(config.user());
    source.setPassword(config.password().resolve());
    source.setConnectTimeout(CONNECT_TIMEOUT_S);
    source.setSocketTimeout(socketTimeoutS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("chorus");
    source.setLogServerErrorDetail(false);
    return source;
  }

  private static HikariConfig poolConfig(PostgresConfig config) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("chorus-postgres");
    pool.setDataSource(source(config, SOCKET_TIMEOUT_S));
    pool.setMaximumPoolSize(POOL_SIZE);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(POOL_WAIT_MS);
    pool.setIdleTimeout(TimeUnit.MINUTES.toMillis(1));
    return pool;
  }

  /** What is done with a connection. */
  interface Query<T> {
    T run(Connection connection) throws SQLException;
  }
}

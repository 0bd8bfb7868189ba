package io.chorus.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL 15 with all its durability on, at most 60 connections, one superuser {@code chorus}
 * and one database {@code chorus}. The random password is kept in the folder, for its owner only.
 */
public final class LocalPostgres extends LocalServer {
  private static final String USER = "chorus";
  private static final String DATABASE = "chorus";
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final int INITDB_LIMIT_SECONDS = 120;
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=60",
          "shared_buffers=128MB",
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "max_wal_size=1GB",
          "wal_compression=on",
          // rows and statements hold payloads, which have no place in a log
          "log_error_verbosity=terse",
          "log_min_error_statement=panic");

  private final Path binaries;
  private final String password;

  private LocalPostgres(Path dir) throws IOException {
    super("PostgreSQL", dir);
    this.binaries = PostgresBinaries.unpacked();
    this.password = Secrets.password(passwordFile());
  }

  /**
   * Starts PostgreSQL on the folder, which is initialised when it is new, and returns when the
   * database takes connections.
   *
   * @throws IllegalStateException with the end of the log when it does not start
   */
  public static LocalPostgres start(Path dir) {
    try {
      LocalPostgres postgres = new LocalPostgres(DataDirs.create(dir));
      postgres.bringUp();
      return postgres;
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL could not be prepared", e);
    }
  }

  /** What JDBC connects to, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** {@code postgresql://user:password@127.0.0.1:port/chorus}. Holds the password. */
  public String url() {
    return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port() + "/" + DATABASE;
  }

  @Override
  ChildProcess launch() throws IOException {
    if (!Files.exists(data())) {
      initialise();
    }
    // The lock already proves that no server runs here. A file left by a killed one would stop
    // this one whenever another process has got its process id.
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "rm -f postmaster.pid && exec \"$@\"", "sh"));
    command.addAll(asOrdinaryUser("postgres"));
    command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port())));
    for (String setting : SETTINGS) {
      command.addAll(List.of("-c", setting));
    }
    return ChildProcess.start(
        new ChildProcess.Spec(
            "PostgreSQL", command, Map.of(), data(), logFile(), lockFile(), "INT"));
  }

  @Override
  boolean answers() throws IOException {
    try (Connection connection = connect(DATABASE)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
        createDatabase();
        return true;
      }
      throw new IOException(e);
    }
  }

  private void createDatabase() throws IOException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  private Path data() {
    return dir().resolve("data");
  }

  private Path passwordFile() {
    return dir().resolve("password");
  }

  /** A kill halfway leaves a folder that the next start initialises anew. */
  private void initialise() throws IOException {
    Path fresh = DataDirs.createEmpty(dir().resolve("data.new"));
    List<String> command = new ArrayList<>(asOrdinaryUser("initdb"));
    command.addAll(List.of("-D", fresh.toString(), "-U", USER, "--auth=scram-sha-256"));
    command.addAll(List.of("--pwfile=" + passwordFile(), "-E", "UTF8", "--locale=C"));
    Process initdb =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
            .start();
    if (!endsWell(initdb)) {
      throw new IOException("initdb failed; see " + logFile());
    }
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean endsWell(Process process) {
    try {
      return process.waitFor(INITDB_LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace without a mapping root is nobody to the
   * program, and its files still belong to it.
   */
  private List<String> asOrdinaryUser(String program) throws IOException {
    String path = binaries.resolve("bin").resolve(program).toString();
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    return root ? List.of("unshare", "-U", path) : List.of(path);
  }
}

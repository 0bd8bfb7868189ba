package io.chorus.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A private RabbitMQ from the system's package, apart from the system's own instance: one user, one
 * virtual host {@code chorus}, no plugins. The random password is kept in the folder, for its owner
 * only.
 */
public final class LocalRabbitMq extends LocalServer {
  private static final Path INSTALLED = Path.of("/usr/lib/rabbitmq/lib");
  private static final String USER = "chorus";
  private static final String VIRTUAL_HOST = "chorus";
  // An epmd of its own makes the name unique, and a constant one keeps the data with the folder.
  private static final String NODE = "chorus@localhost";
  private static final Duration EPMD_GRACE = Duration.ofSeconds(2);
  private static final int CONNECT_LIMIT_MS = 10_000;
  private static final int CTL_LIMIT_SECONDS = 60;

  /**
   * After a kill a single node of RabbitMQ 3.10 may leave a quorum queue without leader for long.
   */
  private static final String ELECT =
      "[ra:trigger_election(amqqueue:get_pid(Q))"
          + " || Q <- rabbit_amqqueue:list(), amqqueue:is_quorum(Q)].";

  private final Path scripts;
  private final String password;
  private final int epmdPort;
  private final int distributionPort;
  private ChildProcess epmd;
  private boolean hasData;

  private LocalRabbitMq(Path dir, Path scripts) throws IOException {
    super("RabbitMQ", dir);
    this.scripts = scripts;
    this.password = Secrets.password(dir.resolve("password"));
    this.epmdPort = FreePorts.next();
    this.distributionPort = FreePorts.next();
  }

  /**
   * Starts RabbitMQ on the folder and returns when it takes connections.
   *
   * @throws IllegalStateException when the package is missing, or with the end of the log when it
   *     does not start
   */
  public static LocalRabbitMq start(Path dir) {
    try {
      LocalRabbitMq rabbit = new LocalRabbitMq(DataDirs.create(dir), scripts());
      rabbit.bringUp();
      return rabbit;
    } catch (IOException e) {
      throw new IllegalStateException("RabbitMQ could not be prepared", e);
    }
  }

  /** {@code amqp://user:password@127.0.0.1:port/chorus}. Holds the password. */
  public String uri() {
    return "amqp://" + USER + ":" + password + "@127.0.0.1:" + port() + "/" + VIRTUAL_HOST;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /**
   * Runs {@code rabbitmqctl} against this server and returns what it prints.
   *
   * @throws IllegalStateException with its output when it fails
   */
  public String ctl(String... args) {
    List<String> command = new ArrayList<>(List.of(scripts.resolve("rabbitmqctl").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(dir().toFile());
    builder.environment().putAll(environment());
    try {
      Path output = Files.createTempFile(dir(), "ctl-", ".out");
      try {
        Process process = builder.redirectOutput(output.toFile()).start();
        boolean ended = awaitEnd(process);
        String printed = Files.readString(output, UTF_8);
        if (!ended || process.exitValue() != 0) {
          throw new IllegalStateException("rabbitmqctl " + args[0] + " failed: " + printed);
        }
        return printed;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean awaitEnd(Process process) {
    try {
      return process.waitFor(CTL_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public void kill() {
    super.kill();
    epmd.kill();
  }

  @Override
  public void close() {
    super.close();
    epmd.stop(EPMD_GRACE);
  }

  @Override
  ChildProcess launch() throws IOException {
    Path home = Files.createDirectories(dir().resolve("home"));
    hasData = Files.exists(data());
    writeConfiguration();
    epmd =
        ChildProcess.start(
            "epmd",
            List.of("epmd", "-port", Integer.toString(epmdPort), "-address", "127.0.0.1"),
            Map.of(),
            home,
            dir().resolve("epmd.log"));
    try {
      return ChildProcess.start(server(home));
    } catch (RuntimeException e) {
      epmd.kill();
      throw e;
    }
  }

  private ChildProcess.Spec server(Path home) {
    List<String> command = List.of(scripts.resolve("rabbitmq-server").toString());
    return new ChildProcess.Spec(
        "RabbitMQ", command, environment(), home, logFile(), lockFile(), "TERM");
  }

  @Override
  boolean answers() throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port());
    factory.setUsername(USER);
    factory.setPassword(password);
    factory.setVirtualHost(VIRTUAL_HOST);
    factory.setConnectionTimeout(CONNECT_LIMIT_MS);
    factory.setAutomaticRecoveryEnabled(false);
    try (Connection connection = factory.newConnection()) {
      if (hasData) {
        ctl("eval", ELECT);
      }
      return connection.isOpen();
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }

  private Path data() {
    return dir().resolve("data");
  }

  private void writeConfiguration() throws IOException {
    Secrets.write(
        dir().resolve("rabbitmq.conf"),
        """
        listeners.tcp.default = 127.0.0.1:%d
        default_user = %s
        default_pass = %s
        default_vhost = %s
        vm_memory_high_watermark.absolute = 768MB
        disk_free_limit.absolute = 64MB
        raft.wal_max_size_bytes = 67108864
        log.console = true
        log.console.level = info
        log.file = false
        """
            .formatted(port(), USER, password, VIRTUAL_HOST));
    Files.writeString(dir().resolve("advanced.config"), "[].\n");
    Files.writeString(dir().resolve("enabled_plugins"), "[].\n");
  }

  private Map<String, String> environment() {
    Map<String, String> env = new HashMap<>();
    // The script then becomes the server instead of standing in front of it.
    env.put("RUNNING_UNDER_SYSTEMD", "1");
    env.put("HOME", dir().resolve("home").toString());
    env.put("LC_ALL", "C.UTF-8");
    env.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    env.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    env.put("RABBITMQ_NODENAME", NODE);
    env.put("RABBITMQ_DIST_PORT", Integer.toString(distributionPort));
    env.put("RABBITMQ_CONF_ENV_FILE", "/dev/null");
    env.put("RABBITMQ_CONFIG_FILE", dir().resolve("rabbitmq.conf").toString());
    env.put("RABBITMQ_ADVANCED_CONFIG_FILE", dir().resolve("advanced.config").toString());
    env.put("RABBITMQ_GENERATED_CONFIG_DIR", dir().resolve("generated").toString());
    env.put("RABBITMQ_ENABLED_PLUGINS_FILE", dir().resolve("enabled_plugins").toString());
    env.put("RABBITMQ_MNESIA_BASE", data().toString());
    env.put("RABBITMQ_LOG_BASE", dir().resolve("log").toString());
    env.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}");
    return env;
  }

  private static Path scripts() throws IOException {
    if (Files.isDirectory(INSTALLED)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(INSTALLED, "rabbitmq_server-*")) {
        for (Path version : found) {
          return version.resolve("sbin");
        }
      }
    }
    throw new IllegalStateException("RabbitMQ is missing: run 'apt-get install rabbitmq-server'");
  }
}

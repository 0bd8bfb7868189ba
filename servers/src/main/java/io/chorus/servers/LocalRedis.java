package io.chorus.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A private Redis from the system's package, which keeps nothing on disk: what it holds can be lost
 * at any time. The random password is kept in the folder, for its owner only.
 */
public final class LocalRedis extends LocalServer {
  private static final String BINARY = "redis-server";
  private static final int ANSWER_LIMIT_MS = 5_000;

  private final String password;

  private LocalRedis(Path dir) throws IOException {
    super("Redis", dir);
    this.password = Secrets.password(dir.resolve("password"));
  }

  /**
   * Starts Redis, empty, and returns when it answers.
   *
   * @throws IllegalStateException when the package is missing, or with the end of the log when it
   *     does not start
   */
  public static LocalRedis start(Path dir) {
    try {
      LocalRedis redis = new LocalRedis(DataDirs.create(dir));
      redis.bringUp();
      return redis;
    } catch (IOException e) {
      throw new IllegalStateException("Redis could not be prepared", e);
    }
  }

  public String password() {
    return password;
  }

  /** {@code redis://:password@127.0.0.1:port}. Holds the password. */
  public String uri() {
    return "redis://:" + password + "@127.0.0.1:" + port();
  }

  @Override
  ChildProcess launch() throws IOException {
    Path data = Files.createDirectories(dir().resolve("data"));
    Path configuration = dir().resolve("redis.conf");
    Secrets.write(
        configuration,
        """
        bind 127.0.0.1
        port %d
        requirepass %s
        dir %s
        save ""
        appendonly no
        maxmemory 256mb
        maxmemory-policy noeviction
        """
            .formatted(port(), password, data));
    List<String> command = List.of(BINARY, configuration.toString());
    return ChildProcess.start(
        new ChildProcess.Spec("Redis", command, Map.of(), data, logFile(), lockFile(), "TERM"));
  }

  @Override
  boolean answers() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(ANSWER_LIMIT_MS);
      socket
          .getOutputStream()
          .write(("AUTH " + password + "\r\nPING\r\nQUIT\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII).contains("+PONG");
    }
  }
}

package io.chorus.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server that runs as a child process on 127.0.0.1 with a data folder of its own. Its port and
 * its data survive restarts. Thread-safe but for {@link #restart()} and {@link #close()}, which one
 * thread calls.
 */
public abstract sealed class LocalServer implements AutoCloseable
    permits LocalKafka, LocalPostgres, LocalRabbitMq, LocalRedis {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);
  private static final long POLL_MS = 50;

  private final String name;
  private final Path dir;
  private final int port;
  private volatile ChildProcess process;

  LocalServer(String name, Path dir) {
    this.name = name;
    this.dir = dir;
    this.port = FreePorts.remembered(dir.resolve("port"));
  }

  /** Starts the process, without waiting until it answers. */
  abstract ChildProcess launch() throws IOException;

  /** Returns true when the server does its work; false or an IOException mean: not yet. */
  abstract boolean answers() throws IOException;

  /** The port the server listens on, on 127.0.0.1; the same after a restart. */
  public final int port() {
    return port;
  }

  /** The process id of the server. */
  public final long pid() {
    return process.pid();
  }

  /** True until the server's process has ended. */
  public final boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the server with SIGKILL; {@link #restart()} brings it back. */
  public void kill() {
    process.kill();
  }

  /**
   * Freezes the server with all its processes: connections, old and new, stay open, and nothing
   * answers.
   */
  public final void pause() {
    process.freeze();
  }

  /** Lets a paused server go on. */
  public final void resume() {
    process.thaw();
  }

  /** Stops the server when it runs, and starts it again with the same port and data. */
  public final void restart() {
    close();
    bringUp();
  }

  @Override
  public void close() {
    process.stop(STOP_GRACE);
  }

  final Path dir() {
    return dir;
  }

  final Path logFile() {
    return dir.resolve("server.log");
  }

  final Path lockFile() {
    return dir.resolve("lock");
  }

  /**
   * Starts the process and returns when the server answers.
   *
   * @throws IllegalStateException with the end of the log when it ends or stays silent
   */
  final void bringUp() {
    try {
      process = launch();
      awaitAnswer();
    } catch (IOException e) {
      throw new IllegalStateException(name + " could not be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while " + name + " was starting", e);
    }
  }

  private void awaitAnswer() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    IOException last = null;
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        if (listens() && answers()) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      Thread.sleep(POLL_MS);
    }
    String what = process.isAlive() ? " does not answer" : " ended while starting";
    String tail = process.logTail();
    close();
    throw new IllegalStateException(name + what + "; its log ends with:\n" + tail, last);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}

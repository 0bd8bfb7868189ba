package io.chorus.emulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An emulator that listens on 127.0.0.1 until it is closed. Thread-safe. */
public final class RunningEmulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningEmulator.class);
  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 4096;
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final long PATIENCE_S = 10;

  private final Vertx vertx;
  private final Journal journal;
  private final Counters counters = new Counters();
  private final EngineCalls calls;
  private int port;

  private RunningEmulator(
      Vertx vertx, Journal journal, Answers answers, EmulatorSettings settings) {
    this.vertx = vertx;
    this.journal = journal;
    this.calls = new EngineCalls(vertx, answers, journal, counters, settings);
  }

  static RunningEmulator start(EmulatorOptions options) throws IOException {
    Answers answers =
        options.replay() == null ? Answers.generated() : Answers.replay(options.replay());
    Journal journal = Journal.open(options.journal());
    RunningEmulator emulator =
        new RunningEmulator(newVertx(), journal, answers, options.settings());
    try {
      emulator.listen(options.port());
    } catch (IOException e) {
      emulator.close();
      throw e;
    }
    LOG.info(
        "{} listens on http://{}:{} with {} recorded answers",
        EmulatorServer.NAME,
        HOST,
        emulator.port,
        answers.count());
    return emulator;
  }

  private static Vertx newVertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  private void listen(int wantedPort) throws IOException {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(HOST)
            .setPort(wantedPort)
            .setAcceptBacklog(BACKLOG)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true);
    EmulatorServer server = new EmulatorServer(calls, counters);
    port =
        await(vertx.createHttpServer(options).requestHandler(server::handle).listen()).actualPort();
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("engine emulator: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("engine emulator: no end within " + PATIENCE_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("engine emulator: interrupted", e);
    }
  }

  public int port() {
    return port;
  }

  /**
   * What a client takes as its base URL: for {@code claude} and {@code gemini} the engine's root,
   * for every other engine its root with {@code /v1}, as the clients of these protocols expect it.
   */
  public String baseUrl(String engine) {
    String root = "http://" + HOST + ":" + port + "/" + engine;
    return engine.equals("claude") || engine.equals("gemini") ? root : root + "/v1";
  }

  public EmulatorSettings settings() {
    return calls.settings();
  }

  /** Holds for the calls that arrive from now on; the script starts anew. */
  public void settings(EmulatorSettings settings) {
    calls.settings(settings);
  }

  public Stats stats() {
    return counters.stats();
  }

  /** What each account did since the settings were set, and how often it was over a limit. */
  public List<AccountStats> accounts() {
    return calls.accounts();
  }

  /** The same of the account of one key; nothing where it has not called. */
  public AccountStats account(String engine, String key) {
    String account = Hashes.hex12(key);
    return accounts().stream()
        .filter(stats -> stats.engine().equals(engine) && stats.account().equals(account))
        .findFirst()
        .orElse(new AccountStats(engine, account, 0, 0, 0, 0, 0, 0, 0));
  }

  /** Cuts every connection; calls that wait for their answer stay billed. */
  @Override
  public void close() {
    try {
      await(vertx.close());
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

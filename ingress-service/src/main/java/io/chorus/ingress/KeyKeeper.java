package io.chorus.ingress;

import io.chorus.connector.postgres.DatabaseException;
import io.chorus.connector.postgres.KeyStore;
import io.chorus.contracts.ApiKey;
import io.chorus.ingress.store.TokenStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the database and the token store know of API keys what either of them and this replica
 * knows, within a second of any change. So who starts while the database is away knows its callers,
 * and a database that has forgotten a revocation is told of it again. Thread-safe.
 */
final class KeyKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyKeeper.class);
  private static final long TICK_MS = 1_000;

  private final KeyRing ring;
  private final KeyStore database;
  private final TokenStore store;
  private final Side databaseSide = new Side("the database", this::tell);
  private final Side storeSide = new Side("the token store", this::store);

  private KeyKeeper(KeyRing ring, KeyStore database, TokenStore store) {
    this.ring = ring;
    this.database = database;
    this.store = store;
  }

  /**
   * Returns when the ring knows all that can be known now.
   *
   * @throws DatabaseException where the database is away and no snapshot could be read: then nobody
   *     would be known
   */
  static KeyKeeper start(KeyRing ring, KeyStore database, TokenStore store) {
    KeyKeeper keeper = new KeyKeeper(ring, database, store);
    try {
      keeper.read();
    } catch (RuntimeException e) {
      keeper.databaseSide.thread.shutdownNow();
      keeper.storeSide.thread.shutdownNow();
      throw e;
    }
    keeper.databaseSide.begin(() -> false);
    // what is told while the database is away may be told to others only
    keeper.storeSide.begin(() -> !keeper.databaseSide.answered);
    return keeper;
  }

  private void read() {
    boolean isKnown = storeSide.does(() -> store.read(ring::put)) && store.isRead();
    if (isKnown) {
      databaseSide.does(() -> ring.read(database));
    } else {
      ring.read(database);
    }
  }

  private void store() throws IOException {
    store.read(ring::put);
    store.write(ring.all());
  }

  private void tell() {
    Map<String, ApiKey> there =
        database.all().stream().collect(Collectors.toMap(ApiKey::keyId, Function.identity()));
    there.values().forEach(ring::put);
    List<ApiKey> news =
        ring.all().stream().filter(key -> !key.equals(there.get(key.keyId()))).toList();
    if (!news.isEmpty()) {
      database.learn(news);
      LOG.warn("the database is told of {} keys what it had forgotten", news.size());
    }
  }

  /** Stores first what has changed last. */
  @Override
  public void close() {
    databaseSide.end();
    storeSide.end();
  }

  private interface Work {
    void run() throws IOException;
  }

  /** One of the two, on a thread of its own: neither waits for the other. */
  private final class Side {
    private final String name;
    private final Work work;
    private final ScheduledExecutorService thread;
    private volatile boolean answered = true;
    private long settled = -1;

    Side(String name, Work work) {
      this.name = name;
      this.work = work;
      this.thread =
          Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "key-keeper"));
    }

    void begin(BooleanSupplier always) {
      var unused =
          thread.scheduleWithFixedDelay(
              () -> settle(always.getAsBoolean()), 0, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void settle(boolean always) {
      long now = ring.changes();
      if (always || now != settled) {
        settled = does(work) ? now : -1;
      }
    }

    /** False where it did not answer; said in the log once, and once when it does again. */
    boolean does(Work asked) {
      try {
        asked.run();
        if (!answered) {
          LOG.info("{} answers again", name);
        }
        answered = true;
      } catch (IOException | RuntimeException e) {
        if (answered) {
          LOG.warn("{} does not know all keys now: {}", name, e.toString());
        }
        answered = false;
      }
      return answered;
    }

    void end() {
      thread.execute(() -> settle(false));
      if (!Threads.end(thread)) {
        LOG.warn("{} does not know the last changes of keys yet", name);
      }
    }
  }
}

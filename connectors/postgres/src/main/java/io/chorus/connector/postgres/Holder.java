package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as others see it in the ledger: an epoch that no other process has or will have, and
 * a heartbeat. Claims of a holder without a heartbeat for {@link #DEAD_AFTER} (by the server's
 * clock) may be taken over. Thread-safe.
 */
public final class Holder implements AutoCloseable {
  /** How often it beats. */
  public static final Duration BEAT = Duration.ofSeconds(3);

  /** A holder that was silent for that long is dead. */
  public static final Duration DEAD_AFTER = Duration.ofSeconds(12);

  /** True for a row {@code h} of {@code holders} that lives. */
  static final String ALIVE =
      "h.heartbeat_at > clock_timestamp() - interval '" + DEAD_AFTER.toSeconds() + " s'";

  private static final Logger LOG = LoggerFactory.getLogger(Holder.class);

  private static final String NEXT_EPOCH = "SELECT nextval('holder_epochs')";
  private static final String BEAT_SQL =
      """
      INSERT INTO holders (epoch, started_at, heartbeat_at, process)
      VALUES (?, clock_timestamp(), clock_timestamp(), ?)
          ON CONFLICT (epoch) DO UPDATE SET heartbeat_at = clock_timestamp()
      """;
  private static final String END = "DELETE FROM holders WHERE epoch = ?";

  /** A missing row is a dead holder, so rows of the long dead say nothing. */
  private static final String FORGET =
      "DELETE FROM holders WHERE heartbeat_at < clock_timestamp() - interval '1 day'";

  private final Database database;
  private final long epoch;
  private final String process;
  private final LongSupplier nanos;
  private final Thread heart;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile long lastBeatNanos;
  private long lapses;

  private Holder(Database database, long epoch, String process, LongSupplier nanos) {
    this.database = database;
    this.epoch = epoch;
    this.process = process;
    this.nanos = nanos;
    this.lastBeatNanos = nanos.getAsLong();
    this.heart = new Thread(this::live, "holder-" + epoch);
    heart.setDaemon(true);
  }

  /**
   * Takes the next epoch and starts the heartbeat. One for each process.
   *
   * @param process its name for people who look into the table
   */
  public static Holder acquire(Database database, String process) {
    return acquire(database, process, System::nanoTime);
  }

  /**
   * @param nanos tells how long it was silent
   */
  static Holder acquire(Database database, String process, LongSupplier nanos) {
    long epoch = database.read("no epoch", Holder::nextEpoch);
    Holder holder = new Holder(database, epoch, process, nanos);
    database.read("no heartbeat", holder::beat);
    holder.heart.start();
    return holder;
  }

  public long epoch() {
    return epoch;
  }

  /** False once it was closed or its last heartbeat is too old to rely on. */
  public boolean isAlive() {
    return !isClosed() && sinceBeat() < DEAD_AFTER.toNanos();
  }

  /** Ends at once: what it holds may be taken over from now on. */
  @Override
  public void close() {
    if (isClosed()) {
      return;
    }
    closing.countDown();
    awaitLastBeat();
    database.read("holder not ended", connection -> execute(connection, END, epoch));
  }

  /**
   * How often it was silent for so long that others may have taken over what it had claimed until
   * then; one more while it is.
   */
  public synchronized long lapses() {
    return isAlive() ? lapses : lapses + 1;
  }

  /**
   * Beats where the heart is late, so that no claim is made in the name of a dead holder. Has to
   * come before the claims, since it commits: a beat that were rolled back with them would be one
   * that only this process has heard of.
   *
   * @throws IllegalStateException when closed
   */
  void beatIfLate(Connection connection) throws SQLException {
    if (isClosed()) {
      throw new IllegalStateException("the holder of claims has ended");
    }
    if (sinceBeat() > 2 * BEAT.toNanos()) {
      beat(connection);
    }
  }

  private long sinceBeat() {
    return nanos.getAsLong() - lastBeatNanos;
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private void live() {
    try {
      while (!closing.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        tryBeat();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryBeat() {
    try {
      database.read("no heartbeat", this::beat);
    } catch (DatabaseException e) {
      LOG.warn("holder {}: {}", epoch, e.getMessage());
    }
  }

  private boolean beat(Connection connection) throws SQLException {
    long before = nanos.getAsLong();
    try (PreparedStatement statement = connection.prepareStatement(BEAT_SQL)) {
      statement.setLong(1, epoch);
      statement.setString(2, process);
      statement.execute();
    }
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
    heard(before);
    return true;
  }

  /** Others saw the silence until now, not until the beat was sent; beats may overtake others. */
  private synchronized void heard(long sentNanos) {
    if (sinceBeat() >= DEAD_AFTER.toNanos()) {
      lapses++;
    }
    if (sentNanos - lastBeatNanos > 0) {
      lastBeatNanos = sentNanos;
    }
  }

  /** A beat after the end would bring the holder back to life. */
  private void awaitLastBeat() {
    try {
      heart.join(DEAD_AFTER.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long nextEpoch(Connection connection) throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement next = connection.prepareStatement(NEXT_EPOCH)) {
      forget.execute();
      try (ResultSet rows = next.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static int execute(Connection connection, String sql, long epoch) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, epoch);
      return statement.executeUpdate();
    }
  }
}

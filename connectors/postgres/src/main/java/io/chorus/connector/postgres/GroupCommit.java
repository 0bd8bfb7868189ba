package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many small writes in few transactions: one thread and one connection take what is waiting, at
 * once and without delay, and commit it together. While one commit is on its way to the disk the
 * next batch gathers.
 *
 * <p>A batch that a lost connection cut off is run again, as often as it takes, so what is run must
 * give the same when it is run twice. A batch that fails for its data is run again one by one, and
 * only the bad ones fail. Thread-safe.
 *
 * @param <Q> what is asked
 * @param <R> what comes of it, once it is durable
 */
public final class GroupCommit<Q, R> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 2_000;
  private static final String CONNECTION_FAILURE = "08001";

  private final String name;
  private final Connector connector;
  private final Batch<Q, R> batch;
  private final int maxBatch;
  private final int capacity;
  private final Thread worker;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ArrayDeque<Item<Q, R>> queue = new ArrayDeque<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Used by the worker only. */
  private Connection connection;

  /**
   * Starts the worker; its connection is opened with the first batch.
   *
   * @param name of the thread and in logs
   * @param maxBatch most items in one transaction
   * @param capacity most items waiting; above it {@link #submit} blocks
   */
  public GroupCommit(
      String name, Connector connector, Batch<Q, R> batch, int maxBatch, int capacity) {
    this.name = name;
    this.connector = connector;
    this.batch = batch;
    this.maxBatch = maxBatch;
    this.capacity = capacity;
    this.worker = new Thread(this::work, "commit-" + name);
    worker.setDaemon(true);
    worker.start();
  }

  /**
   * Puts an item in line; blocks while the line is full. What follows on the future without an
   * executor of its own runs on the worker's thread: it must be short and must not block.
   *
   * @return completed once it is committed; failed with what the database said about this item, or
   *     with {@link IllegalStateException} where closing left it undone
   */
  public CompletableFuture<R> submit(Q question) {
    Item<Q, R> item = new Item<>(question, new CompletableFuture<>());
    lock.lock();
    try {
      while (mustWait()) {
        notFull.awaitUninterruptibly();
      }
      if (isClosing()) {
        return CompletableFuture.failedFuture(closed());
      }
      queue.add(item);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
    return item.result();
  }

  /** Commits what is waiting and ends; what can't be committed now fails. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing.countDown();
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() != worker) {
      joinWorker();
    }
  }

  private void joinWorker() {
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The worker itself never waits for room that only it can make. */
  private boolean mustWait() {
    return queue.size() >= capacity && !isClosing() && Thread.currentThread() != worker;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private IllegalStateException closed() {
    return new IllegalStateException(name + " is closed");
  }

  private void work() {
    try {
      for (List<Item<Q, R>> items = take(); !items.isEmpty(); items = take()) {
        commit(items);
      }
    } finally {
      closing.countDown();
      abandon(takeAll());
      disconnect();
    }
  }

  private List<Item<Q, R>> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !isClosing()) {
        notEmpty.awaitUninterruptibly();
      }
      List<Item<Q, R>> items = new ArrayList<>(Math.min(maxBatch, queue.size()));
      while (items.size() < maxBatch && !queue.isEmpty()) {
        items.add(queue.remove());
      }
      notFull.signalAll();
      return items;
    } finally {
      lock.unlock();
    }
  }

  private List<Item<Q, R>> takeAll() {
    lock.lock();
    try {
      List<Item<Q, R>> items = List.copyOf(queue);
      queue.clear();
      notFull.signalAll();
      return items;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Item<Q, R>> items) {
    List<Q> questions = items.stream().map(Item::question).toList();
    try {
      List<R> results = transact(questions);
      batch.committed(questions, results);
      for (int i = 0; i < items.size(); i++) {
        items.get(i).result().complete(results.get(i));
      }
    } catch (AbandonedException e) {
      abandon(items);
    } catch (SQLException | RuntimeException e) {
      fail(items, e);
    } catch (Error e) {
      abandon(items);
      throw e;
    }
  }

  private void fail(List<Item<Q, R>> items, Exception cause) {
    if (items.size() == 1) {
      items.get(0).result().completeExceptionally(unchecked(cause));
    } else {
      items.forEach(item -> commit(List.of(item)));
    }
  }

  private RuntimeException unchecked(Exception cause) {
    return cause instanceof SQLException sql
        ? new DatabaseException(name + " failed", sql)
        : (RuntimeException) cause;
  }

  private void abandon(List<Item<Q, R>> items) {
    items.forEach(item -> item.result().completeExceptionally(closed()));
  }

  /** Runs and commits, again and again while the trouble is the way to the database. */
  private List<R> transact(List<Q> questions) throws SQLException {
    for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        connect();
        List<R> results = batch.run(connection, questions);
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
        return results;
      } catch (SQLException e) {
        if (!passes(e)) {
          rollback();
          throw e;
        }
        LOG.warn("{}: SQLState {}, will run the batch again", name, e.getSQLState());
        disconnect();
        pauseUnlessClosing(pause);
      } catch (RuntimeException e) {
        rollback();
        throw e;
      }
    }
  }

  private void connect() throws SQLException {
    if (connection == null) {
      try {
        connection = connector.connect();
      } catch (SQLException e) {
        throw new SQLException("no connection", CONNECTION_FAILURE, e);
      }
    }
  }

  /** Connection lost, server going down, out of resources, deadlock: nothing an item could help. */
  private static boolean passes(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("08")
            || state.startsWith("57P0")
            || state.startsWith("53")
            || state.startsWith("40"));
  }

  private void pauseUnlessClosing(long ms) {
    try {
      if (closing.await(ms, TimeUnit.MILLISECONDS)) {
        throw new AbandonedException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AbandonedException();
    }
  }

  private void rollback() {
    try {
      if (connection != null && !connection.getAutoCommit()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      LOG.warn("{}: no rollback, SQLState {}", name, e.getSQLState());
      disconnect();
    }
  }

  private void disconnect() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("{}: a lost connection did not close, SQLState {}", name, e.getSQLState());
    }
    connection = null;
  }

  /** What one transaction does. */
  public interface Batch<Q, R> {

    /**
     * Runs before the commit, on the worker's thread; may run again with the same items.
     *
     * @return a result for each item, in order
     */
    List<R> run(Connection connection, List<Q> questions) throws SQLException;

    /** Runs after the commit and before anyone hears of it, on the worker's thread. */
    default void committed(List<Q> questions, List<R> results) {}
  }

  /** Opens connections; auto-commit may be on where a batch writes in one statement at most. */
  public interface Connector {
    Connection connect() throws SQLException;
  }

  private record Item<Q, R>(Q question, CompletableFuture<R> result) {}

  private static final class AbandonedException extends RuntimeException {}
}

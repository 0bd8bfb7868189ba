package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final List<String> connectionCalls = new CopyOnWriteArrayList<>();

  @Test
  void whatWaitsIsCommittedTogetherInOrderAndNeverMoreThanTheMost() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Integer>> results = new ArrayList<>();

    try (GroupCommit<Integer, Integer> commits =
        commits((connection, batch) -> doubled(go, batches, batch))) {
      for (int i = 0; i < 10; i++) {
        results.add(commits.submit(i));
      }
      go.countDown();
      for (int i = 0; i < 10; i++) {
        assertThat(results.get(i).get()).isEqualTo(2 * i);
      }
    }

    assertThat(batches.stream().flatMap(List::stream))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(4));
    assertThat(batches).hasSizeLessThan(10);
  }

  @Test
  void onlyTheBadItemOfABatchFails() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Integer>> results = new ArrayList<>();

    try (GroupCommit<Integer, Integer> commits =
        commits(
            (connection, batch) -> {
              if (batch.contains(2)) {
                throw new SQLException("bad data", "22021");
              }
              return doubled(go, new ArrayList<>(), batch);
            })) {
      for (int i = 0; i < 4; i++) {
        results.add(commits.submit(i));
      }
      go.countDown();
      assertThat(results.get(0).get()).isZero();
      assertThat(results.get(1).get()).isEqualTo(2);
      assertThatThrownBy(() -> results.get(2).get()).hasCauseInstanceOf(DatabaseException.class);
      assertThat(results.get(3).get()).isEqualTo(6);
    }
    assertThat(connectionCalls).contains("rollback");
  }

  @Test
  void aLostConnectionIsReplacedAndTheBatchRunAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();

    try (GroupCommit<Integer, Integer> commits =
        commits(
            (connection, batch) -> {
              if (runs.incrementAndGet() < 3) {
                throw new SQLException("cut", "08006");
              }
              return batch;
            })) {
      assertThat(commits.submit(5).get()).isEqualTo(5);
    }

    assertThat(runs).hasValue(3);
    assertThat(connectionCalls).containsExactly("close", "close", "commit", "close");
  }

  @Test
  void aConnectionThatCommitsByItselfIsNotAskedTo() throws Exception {
    try (GroupCommit<Integer, Integer> commits =
        new GroupCommit<>(
            "test",
            () -> connection(true),
            (connection, batch) -> {
              if (batch.contains(2)) {
                throw new SQLException("bad data", "22021");
              }
              return batch;
            },
            4,
            100)) {
      CompletableFuture<Integer> bad = commits.submit(2);
      assertThatThrownBy(bad::get).hasCauseInstanceOf(DatabaseException.class);
      assertThat(commits.submit(3).get()).isEqualTo(3);
    }

    assertThat(connectionCalls).containsExactly("close");
  }

  @Test
  void closingEndsEvenWhereTheDatabaseIsGone() {
    GroupCommit<Integer, Integer> commits =
        new GroupCommit<>(
            "test",
            () -> {
              throw new SQLException("refused");
            },
            (connection, batch) -> batch,
            4,
            100);
    CompletableFuture<Integer> result = commits.submit(1);

    commits.close();

    assertThat(result).isCompletedExceptionally();
    assertThat(commits.submit(2)).isCompletedExceptionally();
  }

  private GroupCommit<Integer, Integer> commits(GroupCommit.Batch<Integer, Integer> batch) {
    return new GroupCommit<>("test", this::connection, batch, 4, 100);
  }

  private static List<Integer> doubled(
      CountDownLatch go, List<List<Integer>> batches, List<Integer> batch) throws SQLException {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
    batches.add(batch);
    return batch.stream().map(i -> 2 * i).toList();
  }

  private Connection connection() {
    return connection(false);
  }

  /** Remembers what is called on it, and does nothing. */
  private Connection connection(boolean autoCommit) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("getAutoCommit")) {
                return autoCommit;
              }
              connectionCalls.add(method.getName());
              return null;
            });
  }
}

package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What tenants may ask, and what they have asked in this minute, counted for all replicas in one
 * place: exactly, because a commit says what fits. Thread-safe.
 */
public final class QuotaStore implements AutoCloseable {
  private static final int MAX_BATCH = 256;

  /** Most requests waiting to be counted; above it {@link #take} blocks. */
  public static final int CAPACITY = 8_192;

  private static final String ALL =
      "SELECT tenant, requests_per_minute, tokens_per_minute, in_flight FROM quotas ORDER BY tenant";

  private static final String SET =
      """
      INSERT INTO quotas (tenant, requests_per_minute, tokens_per_minute, in_flight)
      VALUES (?, ?, ?, ?)
          ON CONFLICT (tenant) DO UPDATE SET requests_per_minute = excluded.requests_per_minute,
             tokens_per_minute = excluded.tokens_per_minute, in_flight = excluded.in_flight,
             changed_at = clock_timestamp()
      """;

  /**
   * Locks the tenant's row; a minute that is over counts no more, one that is behind is the row's.
   */
  private static final String OPEN =
      """
      INSERT INTO quota_use AS u (tenant, minute) VALUES (?, ?)
          ON CONFLICT (tenant) DO UPDATE SET
             requests = CASE WHEN u.minute < excluded.minute THEN 0 ELSE u.requests END,
             tokens = CASE WHEN u.minute < excluded.minute THEN 0 ELSE u.tokens END,
             minute = greatest(u.minute, excluded.minute)
      RETURNING requests, tokens
      """;

  private static final String CLOSE =
      "UPDATE quota_use SET requests = ?, tokens = ? WHERE tenant = ?";

  private final Database database;
  private final GroupCommit<Request, Taken> commits;

  public QuotaStore(Database database) {
    this.database = database;
    this.commits =
        new GroupCommit<>("quotas", database::transactional, QuotaStore::take, MAX_BATCH, CAPACITY);
  }

  private record Request(Quota quota, long tokens, long minute) {}

  /**
   * What came of a request.
   *
   * @param granted false where it did not fit, and nothing was counted
   * @param requests counted in this minute
   * @param tokens counted in this minute
   */
  public record Taken(boolean granted, long requests, long tokens) {}

  /**
   * Counts a request where it fits into the quota. What follows on the future must not block (see
   * {@link GroupCommit#submit}).
   *
   * @param minute minutes since 1970
   */
  public CompletableFuture<Taken> take(Quota quota, long tokens, long minute) {
    return commits.submit(new Request(quota, tokens, minute));
  }

  /** Every quota there is, by tenant. */
  public List<Quota> all() {
    return database.read("quotas not read", QuotaStore::all);
  }

  /** A tenant's quota is so from now on. */
  public void set(Quota quota) {
    database.read(
        "quota not set",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, quota.tenant());
            statement.setObject(2, quota.requestsPerMinute(), Types.BIGINT);
            statement.setObject(3, quota.tokensPerMinute(), Types.BIGINT);
            statement.setObject(4, quota.inFlight(), Types.BIGINT);
            return statement.executeUpdate();
          }
        });
  }

  /** Counts what is waiting, and ends. */
  @Override
  public void close() {
    commits.close();
  }

  private static List<Quota> all(Connection connection) throws SQLException {
    List<Quota> quotas = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        quotas.add(
            new Quota(
                rows.getString(1),
                rows.getObject(2, Long.class),
                rows.getObject(3, Long.class),
                rows.getObject(4, Long.class)));
      }
    }
    return quotas;
  }

  /** Tenants in the order of their names, so that two replicas can't wait for each other. */
  private static List<Taken> take(Connection connection, List<Request> requests)
      throws SQLException {
    Map<String, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < requests.size(); i++) {
      places.computeIfAbsent(requests.get(i).quota().tenant(), t -> new ArrayList<>()).add(i);
    }
    Taken[] taken = new Taken[requests.size()];
    for (Map.Entry<String, List<Integer>> tenant : places.entrySet()) {
      long minute =
          tenant.getValue().stream().mapToLong(i -> requests.get(i).minute()).max().getAsLong();
      Use use = open(connection, tenant.getKey(), minute);
      for (int i : tenant.getValue()) {
        taken[i] = use.take(requests.get(i));
      }
      close(connection, tenant.getKey(), use);
    }
    return List.of(taken);
  }

  private static Use open(Connection connection, String tenant, long minute) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
      statement.setString(1, tenant);
      statement.setLong(2, minute);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Use(row.getLong(1), row.getLong(2));
      }
    }
  }

  private static void close(Connection connection, String tenant, Use use) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLOSE)) {
      statement.setLong(1, use.requests);
      statement.setLong(2, use.tokens);
      statement.setString(3, tenant);
      statement.executeUpdate();
    }
  }

  /** What a tenant has asked in a minute. */
  private static final class Use {
    private long requests;
    private long tokens;

    Use(long requests, long tokens) {
      this.requests = requests;
      this.tokens = tokens;
    }

    Taken take(Request request) {
      Quota quota = request.quota();
      boolean fits =
          fits(quota.requestsPerMinute(), requests + 1)
              && fits(quota.tokensPerMinute(), tokens + request.tokens());
      if (fits) {
        requests++;
        tokens += request.tokens();
      }
      return new Taken(fits, requests, tokens);
    }

    private static boolean fits(Long most, long would) {
      return most == null || would <= most;
    }
  }
}

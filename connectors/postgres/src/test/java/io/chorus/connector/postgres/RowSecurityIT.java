package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself shows to a look-up for a tenant, however it is asked. */
@ExtendWith(PostgresKit.class)
class RowSecurityIT {
  private final String tenant = "t-" + UUID.randomUUID();

  private static Set<String> texts(Connection connection, String sql) throws SQLException {
    Set<String> texts = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private Set<String> asTenant(Database database, String sql) {
    return database.readOf(tenant, "test query failed", connection -> texts(connection, sql));
  }

  private void insert(Database database, String of) {
    String id = TaskIds.fresh(Instant.now());
    for (String sql :
        Set.of(
            "INSERT INTO tasks VALUES (uuid_day('$id'), '$id', '$of', '$id', null, 'test', 'BATCH',"
                + " null, 'm', 'internal', 'h', now(), now(), '{}')",
            "INSERT INTO finals VALUES (uuid_day('$id'), '$id', '$of', 'FAILED', '', now())",
            "INSERT INTO files VALUES ('$id', '$of', 'batch', 'n', 1, 1)",
            "INSERT INTO batches (batch_id, tenant, input_file_id, metadata, status, created_at_ms,"
                + " expires_at_ms, changed_at_ms) VALUES ('$id', '$of', 'f', '{}', 'FAILED', 1, 1, 1)",
            "INSERT INTO idempotency_keys VALUES ('$of', '$id', '$id', 'h', 1, now())",
            "INSERT INTO quotas VALUES ('$of', 1, 1, 1, now())",
            "INSERT INTO quota_use VALUES ('$of', 1, 1, 1)",
            "INSERT INTO budgets (tenant) VALUES ('$of')")) {
      PostgresKit.update(database, sql.replace("$id", id).replace("$of", of));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks",
        "finals",
        "files",
        "batches",
        "idempotency_keys",
        "quotas",
        "quota_use",
        "budgets"
      })
  void aTenantSeesItsOwnRowsAloneEvenWithoutAskingForThemAlone(String table, Database database) {
    insert(database, tenant);
    insert(database, tenant + "-other");

    assertThat(asTenant(database, "SELECT tenant FROM " + table)).containsExactly(tenant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT hash FROM api_keys",
        "SELECT actor FROM audit_log",
        "SELECT tenant FROM records",
        "SELECT tenant FROM tasks_default",
        "UPDATE files SET bytes = 0 RETURNING tenant"
      })
  void whatIsNotATenantsToSeeOrChangeIsRefused(String sql, Database database) {
    assertThatThrownBy(() -> asTenant(database, sql))
        .isInstanceOf(DatabaseException.class)
        .rootCause()
        .hasMessageContaining("permission denied");
  }

  @Test
  void whoIsNoTenantSeesNothing(Database database) {
    insert(database, tenant);

    assertThat(
            database.<Set<String>>readOf(
                null, "test query failed", c -> texts(c, "SELECT tenant FROM files")))
        .isEmpty();
  }

  @Test
  void theNextLookUpOnTheConnectionIsNobodysInParticular(Database database) {
    insert(database, tenant);
    insert(database, tenant + "-other");
    asTenant(database, "SELECT tenant FROM files");

    assertThat(PostgresKit.count(database, "SELECT count(DISTINCT tenant) FROM files"))
        .isGreaterThan(1);
  }

  @Test
  void everyTableWithATenantIsWalledOrClosedToTenants(Database database) {
    Set<String> open =
        database.read(
            "test query failed",
            connection ->
                texts(
                    connection,
                    """
                    SELECT c.relname FROM pg_class c
                      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
                     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                       AND has_any_column_privilege('chorus_tenant', c.oid, 'SELECT')
                       AND NOT c.relrowsecurity
                    """));

    assertThat(open).isEmpty();
  }
}

package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class AuditLogIT {
  private Database database;
  private AuditLog log;

  @BeforeEach
  void open(Database database) {
    this.database = database;
    this.log = new AuditLog(database);
    PostgresKit.update(database, "DELETE FROM audit_log");
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static AuditEntry entry(String object) {
    return new AuditEntry(
        UUID.randomUUID().toString(), 7, "acme", "key:1", "GET /v1/tasks/:id", object, "shown");
  }

  private void write(int rows) {
    List<CompletableFuture<Boolean>> written = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      written.add(log.append(entry("task-" + i)));
    }
    written.forEach(CompletableFuture::join);
  }

  @Test
  void rowsOfManyProcessesAreOneChain() {
    try (AuditLog another = new AuditLog(database)) {
      List<CompletableFuture<Boolean>> written = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        written.add((i % 2 == 0 ? log : another).append(entry("task-" + i)));
      }
      written.forEach(CompletableFuture::join);
    }

    AuditCheck check = AuditLog.verify(database);

    assertThat(check.brokenSeq()).isNull();
    assertThat(check.rows()).isEqualTo(2_000);
    assertThat(check.headHash()).isEqualTo(log.newest(0, null, null, 1).get(0).hash());
  }

  @Test
  void anEmptyLogIsWhole() {
    assertThat(AuditLog.verify(database))
        .isEqualTo(new AuditCheck(0, 0, AuditRow.NOTHING, null, null));
  }

  @Test
  void whatIsStoredAgainIsOneRow() {
    AuditEntry entry = entry("once");

    assertThat(log.append(entry).join()).isTrue();
    assertThat(log.append(entry).join()).isFalse();

    assertThat(AuditLog.verify(database).rows()).isEqualTo(1);
  }

  @Test
  void aConnectionThatIsCutLosesAndDoublesNothing() {
    write(10);
    PostgresKit.cutConnections(database);
    write(10);

    AuditCheck check = AuditLog.verify(database);

    assertThat(check.brokenSeq()).isNull();
    assertThat(check.rows()).isEqualTo(20);
  }

  @Test
  void aRowThatWasChangedIsNamed() {
    write(5);
    PostgresKit.update(database, "UPDATE audit_log SET actor = 'key:2' WHERE seq = 3");

    AuditCheck check = AuditLog.verify(database);

    assertThat(check.brokenSeq()).isEqualTo(3);
    assertThat(check.why()).isEqualTo("row 3 is not what was written");
    assertThat(check.headSeq()).isEqualTo(2);
  }

  @Test
  void aRowThatWasChangedWithItsHashIsFoundByTheNext() {
    write(5);
    AuditRow third = log.newest(4, null, null, 1).get(0);
    AuditEntry other =
        new AuditEntry(third.id(), 7, "acme", "key:2", third.act(), "another", "shown");
    AuditRow forged = AuditRow.after(3, third.previous(), other);
    PostgresKit.update(
        database,
        "UPDATE audit_log SET actor = 'key:2', object = 'another', hash = '%s' WHERE seq = 3"
            .formatted(forged.hash()));

    AuditCheck check = AuditLog.verify(database);

    assertThat(check.brokenSeq()).isEqualTo(4);
    assertThat(check.why()).contains("does not follow");
  }

  @Test
  void aRowThatWasTakenOutIsNamed() {
    write(5);
    PostgresKit.update(database, "DELETE FROM audit_log WHERE seq = 2");

    AuditCheck check = AuditLog.verify(database);

    assertThat(check.brokenSeq()).isEqualTo(2);
    assertThat(check.why()).isEqualTo("row 2 is missing");
  }

  @Test
  void theHashIsThatOfTheSortedJson() {
    AuditRow row =
        AuditRow.after(
            1,
            AuditRow.NOTHING,
            new AuditEntry(
                "00000000-0000-0000-0000-000000000001",
                7,
                "acme",
                "key:1",
                "GET /x",
                "y",
                "shown"));

    // printf %s '{"act":"GET /x","actor":"key:1","at_ms":7,"id":"…1","object":"y",…}' | sha256sum
    assertThat(row.hash())
        .isEqualTo("ab52a79611c72afe6476dea4ada4a2a23f0a6f0597977eaf549cfbbff60e2182");
  }

  @Test
  void rowsAreShownNewestFirst() {
    write(5);

    assertThat(log.newest(0, null, null, 2)).extracting(AuditRow::seq).containsExactly(5L, 4L);
    assertThat(log.newest(4, "acme", "key:1", 2)).extracting(AuditRow::seq).containsExactly(3L, 2L);
    assertThat(log.newest(0, "other", null, 2)).isEmpty();
  }
}

package io.chorus.connector.postgres;

import static io.chorus.connector.postgres.Calls.id;
import static io.chorus.connector.postgres.Calls.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.connector.postgres.Admission.Outcome;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class StoresIT {
  private final Database database;
  private TaskStore tasks;
  private FinalStore finals;
  private FinalStore otherFinals;

  StoresIT(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    tasks = new TaskStore(database);
    finals = new FinalStore(database);
    otherFinals = new FinalStore(database);
  }

  @AfterEach
  void close() {
    tasks.close();
    finals.close();
    otherFinals.close();
  }

  @Test
  void aTaskReadsBackAsItWasAdmitted() {
    Task task = task(id(), "hash");
    RecordPlace place = new RecordPlace("tasks.raw.acme-rival", 3, 5_000_000_000L);

    assertThat(tasks.admit(task, "http", place).join()).isEqualTo(admission(Outcome.NEW));

    TaskView view = tasks.find("default", task.taskId()).orElseThrow();
    assertThat(view)
        .isEqualTo(
            new TaskView(
                task.tenant(),
                task.taskId(),
                task.rootId(),
                task.customId(),
                "http",
                task.batch(),
                task.lane(),
                task.strategy(),
                task.model(),
                task.dataClass(),
                task.bodyHash(),
                task.acceptedAtMs(),
                task.deadlineMs(),
                task.metadata(),
                place));
  }

  @Test
  void theSameTaskIsKnownAndAnotherContentIsAConflict() {
    String id = id();
    List<CompletableFuture<Admission>> admissions = new ArrayList<>();
    for (String hash : List.of("a", "a", "b")) {
      admissions.add(tasks.admit(task(id, hash), "http", null));
    }

    assertThat(admissions.stream().map(CompletableFuture::join))
        .containsExactly(
            admission(Outcome.NEW), admission(Outcome.KNOWN), admission(Outcome.CONFLICT));
    assertThat(tasks.find("default", id).orElseThrow().bodyHash()).isEqualTo("a");
  }

  @Test
  void aTaskIsRedactedAsItsTenantHadItWhenItCameFirst() {
    RedactionStore redactions = new RedactionStore(database);
    Task before = task(id(), "a");
    Task meanwhile = task(id(), "a");
    Task after = task(id(), "a");

    assertThat(tasks.admit(before, "http", null).join().redact()).isFalse();
    redactions.set("default", true);
    redactions.set("default", true);
    assertThat(redactions.all()).contains("default");
    assertThat(tasks.admit(before, "http", null).join().redact()).isFalse();
    assertThat(tasks.admit(meanwhile, "http", null).join().redact()).isTrue();
    redactions.set("default", false);
    assertThat(tasks.admit(meanwhile, "http", null).join().redact()).isTrue();
    assertThat(tasks.admit(after, "http", null).join().redact()).isFalse();
    assertThat(redactions.all()).doesNotContain("default");
  }

  @Test
  void nobodyReadsAnotherTenantsTaskOrResult() {
    String id = id();
    tasks.admit(task(id, "a"), "http", null).join();
    finals.commit("default", id, FinalState.SUCCEEDED, bytes("mine")).join();

    assertThat(tasks.find("other", id)).isEmpty();
    assertThat(finals.find("other", id)).isEmpty();
    assertThatThrownBy(() -> finals.commit("other", id, FinalState.FAILED, bytes("theirs")).join())
        .isInstanceOf(CompletionException.class);
    assertThat(finals.find("default", id)).contains(bytes("mine"));
  }

  @Test
  void aBadRowFailsAloneAndTheOthersOfItsBatchAreStored() {
    List<CompletableFuture<Admission>> good = new ArrayList<>();
    List<CompletableFuture<Admission>> bad = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      good.add(tasks.admit(task(id(), "a"), "http", null));
      bad.add(tasks.admit(task(id(), "a"), "no \0 in text", null));
    }

    assertThat(good).allSatisfy(a -> assertThat(a.join()).isEqualTo(admission(Outcome.NEW)));
    assertThat(bad)
        .allSatisfy(a -> assertThatThrownBy(a::join).hasCauseInstanceOf(DatabaseException.class));
  }

  @Test
  void allRacersReadTheOneFinalStateThatWasFirst() {
    for (int i = 0; i < 100; i++) {
      String id = id();
      List<CompletableFuture<byte[]>> racers = new ArrayList<>();
      for (int racer = 0; racer < 3; racer++) {
        racers.add(finals.commit("default", id, FinalState.SUCCEEDED, bytes("one " + racer)));
        racers.add(otherFinals.commit("default", id, FinalState.EXPIRED, bytes("two " + racer)));
      }

      byte[] stored = racers.get(0).join();

      assertThat(racers).allSatisfy(racer -> assertThat(racer.join()).isEqualTo(stored));
      assertThat(finals.find("default", id)).contains(stored);
    }
  }

  @Test
  void connectionsCutUnderLoadLoseNoFinalState() {
    for (int wave = 0; wave < 6; wave++) {
      List<String> ids = IntStream.range(0, 700).mapToObj(i -> id()).toList();
      List<CompletableFuture<byte[]>> stored = ids.stream().map(this::succeed).toList();

      PostgresKit.cutConnections(database);

      for (int i = 0; i < ids.size(); i++) {
        assertThat(stored.get(i).join()).isEqualTo(bytes(ids.get(i)));
        assertThat(finals.find("default", ids.get(i))).contains(bytes(ids.get(i)));
      }
    }
  }

  @Test
  void closingCommitsWhatWaits() {
    List<CompletableFuture<byte[]>> stored = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      stored.add(finals.commit("default", id(), FinalState.SUCCEEDED, bytes("x")));
    }

    finals.close();

    assertThat(stored).allSatisfy(s -> assertThat(s.getNow(null)).isEqualTo(bytes("x")));
    assertThat(finals.commit("default", id(), FinalState.SUCCEEDED, bytes("x")))
        .isCompletedExceptionally();
  }

  @Test
  void daysWithoutAPartitionWorkAndMoveWhenTheyGetOne() {
    Instant longAgo = Instant.parse("2020-02-29T12:00:00Z");
    LocalDate day = LocalDate.of(2020, 2, 29);
    String id = TaskIds.fresh(longAgo);
    tasks.admit(task(id, "a"), "http", null).join();
    assertThat(PostgresKit.count(database, "SELECT count(*) FROM tasks_default")).isEqualTo(1);

    new Partitions(database).ensure(day, day.plusDays(1));
    new Partitions(database).ensure(day, day.plusDays(1));

    assertThat(PostgresKit.count(database, "SELECT count(*) FROM tasks_default")).isZero();
    assertThat(PostgresKit.count(database, "SELECT count(*) FROM tasks_20200229")).isEqualTo(1);
    assertThat(tasks.find("default", id)).isPresent();
    assertThat(tasks.admit(task(id, "a"), "http", null).join()).isEqualTo(admission(Outcome.KNOWN));
  }

  @Test
  void theDayOfAnIdIsTheSameInSqlAndJava() {
    String id = TaskIds.fresh(Instant.parse("2026-03-04T23:59:59.999Z"));

    assertThat(PostgresKit.count(database, "SELECT uuid_day('" + id + "') - date '2026-03-04'"))
        .isZero();
    assertThat(PostgresKit.count(database, "SELECT ensure_partitions('2021-01-01', '2021-01-03')"))
        .isEqualTo(15);
  }

  @Test
  void migratingTwiceChangesNothing() {
    database.migrate();

    assertThat(tasks.admit(task(id(), "a"), "http", null).join()).isEqualTo(admission(Outcome.NEW));
  }

  private static Admission admission(Outcome outcome) {
    return new Admission(outcome, false);
  }

  private CompletableFuture<byte[]> succeed(String id) {
    return finals.commit("default", id, FinalState.SUCCEEDED, bytes(id));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

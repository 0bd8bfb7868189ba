package io.chorus.ingress.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.connector.postgres.WatchTable;
import io.chorus.ingress.IngressKit;
import io.chorus.ingress.store.FileLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A folder, a real database, and a clock of the test's own. */
@ExtendWith(IngressKit.class)
class WatcherIT {
  private static final int MOST_BYTES = 20;
  private static final Instant DUE = Instant.parse("2026-03-05T06:00:00Z");

  private final String name = "w-" + UUID.randomUUID();
  private final Kept kept = new Kept();
  private final Hands clock = new Hands();
  private final List<Instant> missed = new ArrayList<>();
  private final WatchTable table;
  @TempDir private Path dir;
  private Path folder;

  WatcherIT(IngressKit.Parts parts) {
    this.table = new WatchTable(parts.database());
  }

  /** Keeps what it is given, and may die of it. */
  private final class Kept implements Intake {
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private boolean dies;

    @Override
    public long mostBytes() {
      return MOST_BYTES;
    }

    @Override
    public Path spool() {
      return dir.resolve("spool-" + UUID.randomUUID());
    }

    @Override
    public void accept(Arrival arrival, Path spooled) throws IOException {
      arrivals.add(arrival);
      texts.add(Files.readString(spooled));
      if (dies) {
        throw new IOException("killed");
      }
    }

    @Override
    public void refuse(Arrival arrival, String problem) {
      refused.add(arrival.name() + ": " + problem);
    }
  }

  /** Stands until it is moved. */
  private static final class Hands extends Clock {
    private Instant now = DUE.minus(Duration.ofHours(1));

    void move(Duration on) {
      now = now.plus(on);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(dir.resolve("drop"));
  }

  private Watcher replica() {
    WatchConfig config =
        new WatchConfig(name, "acme", FileLocation.of(folder), Expectation.parse("daily by 06:00"));
    return new Watcher(
        config, new FolderDrop(folder), table, kept, (watch, due) -> missed.add(due), clock);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(
        folder.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<String> files(Path of) throws IOException {
    try (Stream<Path> all = Files.list(of)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static void lookTwice(Watcher... replicas) {
    for (int i = 0; i < 2; i++) {
      for (Watcher replica : replicas) {
        replica.look();
      }
    }
  }

  @Test
  void aFileIsTakenOnceAndSetAside() throws Exception {
    write("a.jsonl", "{}");
    write("notes.txt", "not for us");
    write(".hidden.jsonl", "{}");

    lookTwice(replica(), replica());

    assertThat(kept.texts).containsExactly("{}");
    Intake.Arrival arrival = kept.arrivals.get(0);
    assertThat(arrival.tenant()).isEqualTo("acme");
    assertThat(arrival.watch()).isEqualTo(name);
    assertThat(arrival.name()).isEqualTo("a.jsonl");
    assertThat(arrival.batchId()).matches("batch_[0-9a-f]{32}");
    assertThat(files(folder)).containsExactly(".hidden.jsonl", "notes.txt");
    assertThat(files(folder.resolve("taken"))).containsExactly("a.jsonl." + arrival.batchId());
  }

  @Test
  void aFileThatIsBeingWrittenIsWaitedFor() throws Exception {
    Watcher watcher = replica();
    write("a.jsonl", "{");
    watcher.look();
    write("a.jsonl", "}");
    watcher.look();
    assertThat(kept.texts).isEmpty();

    watcher.look();
    assertThat(kept.texts).containsExactly("{}");
  }

  @Test
  void theSameNameWithOtherContentIsAnotherFile() throws Exception {
    Watcher watcher = replica();
    write("a.jsonl", "1");
    lookTwice(watcher);
    write("a.jsonl", "22");
    lookTwice(watcher);

    assertThat(kept.texts).containsExactly("1", "22");
    assertThat(kept.arrivals).extracting(Intake.Arrival::batchId).doesNotHaveDuplicates();
    assertThat(files(folder.resolve("taken"))).hasSize(2);
  }

  @Test
  void whatAKilledReplicaBeganAnotherEndsAsTheSameBatch() throws Exception {
    write("a.jsonl", "{}");
    kept.dies = true;
    lookTwice(replica());
    kept.dies = false;
    Watcher other = replica();

    lookTwice(other);
    assertThat(kept.arrivals).hasSize(1);

    clock.move(Duration.ofMillis(Watcher.LEASE_MS + 1));
    other.look();
    assertThat(kept.arrivals).hasSize(2);
    assertThat(kept.arrivals).extracting(Intake.Arrival::batchId).containsOnly(id());
    assertThat(kept.arrivals).extracting(Intake.Arrival::atMs).containsOnly(atMs());
    assertThat(files(folder)).isEmpty();
  }

  private String id() {
    return kept.arrivals.get(0).batchId();
  }

  private long atMs() {
    return kept.arrivals.get(0).atMs();
  }

  @Test
  void whatIsTakenButNotSetAsideIsNotTakenAgain() throws Exception {
    write("a.jsonl", "{}");
    Files.writeString(folder.resolve("taken"), "in the way");
    Watcher watcher = replica();
    lookTwice(watcher);
    assertThat(files(folder)).contains("a.jsonl");

    Files.delete(folder.resolve("taken"));
    clock.move(Duration.ofMillis(Watcher.LEASE_MS + 1));
    watcher.look();

    assertThat(kept.texts).hasSize(1);
    assertThat(files(folder)).isEmpty();
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws Exception {
    write("large.jsonl", "x".repeat(MOST_BYTES + 1));

    lookTwice(replica());

    assertThat(kept.refused)
        .containsExactly("large.jsonl: the file is too large; allowed: 20 bytes");
    assertThat(files(folder)).isEmpty();
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "another's");
    Files.createSymbolicLink(folder.resolve("link.jsonl"), secret);

    lookTwice(replica());

    assertThat(kept.texts).isEmpty();
  }

  @Test
  void aFileThatDoesNotComeIsMissedOnce() throws Exception {
    Watcher one = replica();
    Watcher other = replica();
    clock.move(Duration.ofHours(1));
    lookTwice(one, other);
    assertThat(missed).isEmpty();

    clock.move(Duration.ofMillis(Watcher.PATIENCE_MS));
    lookTwice(one, other);
    assertThat(missed).containsExactly(DUE);

    clock.move(Duration.ofDays(1));
    lookTwice(one, other);
    assertThat(missed).containsExactly(DUE, DUE.plus(Duration.ofDays(1)));
  }

  @Test
  void aFileThatCameInTimeIsNotMissedAndCountsForItsDay() throws Exception {
    Watcher watcher = replica();
    write("a.jsonl", "{}");
    lookTwice(watcher);

    clock.move(Duration.ofHours(2));
    watcher.look();
    assertThat(missed).isEmpty();

    clock.move(Duration.ofDays(1));
    watcher.look();
    assertThat(missed).containsExactly(DUE.plus(Duration.ofDays(1)));
  }

  @Test
  void nothingIsMissedFromBeforeTheFirstLookAndAStartIsPatient() throws Exception {
    clock.move(Duration.ofHours(3));
    Watcher first = replica();
    clock.move(Duration.ofMillis(Watcher.PATIENCE_MS));
    first.look();
    assertThat(missed).isEmpty();

    clock.move(Duration.ofDays(1));
    Watcher afterAStop = replica();
    write("late.jsonl", "{}");
    lookTwice(afterAStop);
    clock.move(Duration.ofMillis(Watcher.PATIENCE_MS));
    afterAStop.look();
    assertThat(missed).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> new FolderDrop(dir.resolve("nowhere")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(dir.resolve("nowhere") + " is no folder that can be written to");
  }
}

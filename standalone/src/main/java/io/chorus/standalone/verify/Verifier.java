package io.chorus.standalone.verify;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LedgerQueries;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.TaskValidator;
import io.chorus.standalone.batch.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks what always holds: one final state for each accepted task (I1), no call paid for twice
 * uncounted (I3), the same bytes wherever a result is read (I5), no data where its class does not
 * allow it (I9). Of a running system, tasks that are not overdue may be open. All engines are taken
 * to be emulated: an answer that is not in the journal breaks I3.
 */
public final class Verifier {
  private final EngineCatalog catalog;
  private final LedgerQueries ledger;
  private final TopicReader topics;
  private final RawRecords raw;
  private final Journal journal;

  /**
   * @param catalog that producers' records are validated against, as the jobs do
   * @param journal of the emulator
   */
  public Verifier(Database database, KafkaConfig kafka, EngineCatalog catalog, Path journal) {
    this.catalog = catalog;
    this.ledger = new LedgerQueries(database);
    this.topics = new TopicReader(kafka);
    this.raw = new RawRecords(new TaskValidator(catalog));
    this.journal = new Journal(journal);
  }

  /**
   * Reads everything that is stored; takes seconds for some ten thousand tasks.
   *
   * @param quiesced true where no task may be open
   * @throws IOException where the journal or Kafka can't be read
   * @throws RuntimeException where the database can't be read
   */
  public VerifyReport verify(boolean quiesced) throws IOException {
    World world = World.read(topics, raw, ledger, journal, catalog);
    return VerifyReport.of(
        List.of(
            OneEnd.of(world, quiesced),
            PaidOnce.of(world, catalog),
            SameBytes.of(world),
            world.whereItMay().check()));
  }
}

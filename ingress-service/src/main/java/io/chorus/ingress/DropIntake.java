package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.ingress.store.FileStore;
import io.chorus.ingress.watch.Intake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Makes batches of the files that were put into watched places. Thread-safe. */
final class DropIntake implements Intake {
  private final FileDesk desk;
  private final FileStore store;
  private final BatchTable batches;

  DropIntake(FileDesk desk, FileStore store, BatchTable batches) {
    this.desk = desk;
    this.store = store;
    this.batches = batches;
  }

  @Override
  public long mostBytes() {
    return FileDesk.MOST_BYTES;
  }

  @Override
  public Path spool() {
    return store.spool();
  }

  @Override
  public void accept(Arrival arrival, Path spooled) throws IOException {
    desk.keep(arrival.tenant(), fileId(arrival), arrival.name(), spooled, arrival.atMs());
    batches.add(batch(arrival));
  }

  @Override
  public void refuse(Arrival arrival, String problem) {
    batches.add(batch(arrival).ended(Batch.Status.FAILED, problem));
  }

  private static Batch batch(Arrival arrival) {
    return Batch.begun(
        arrival.tenant(),
        arrival.batchId(),
        fileId(arrival),
        Map.of("watch", arrival.watch(), "file", arrival.name()),
        arrival.atMs(),
        arrival.atMs() + BatchJson.WINDOW_MS);
  }

  private static String fileId(Arrival arrival) {
    return arrival.batchId().replace("batch_", "file-");
  }
}

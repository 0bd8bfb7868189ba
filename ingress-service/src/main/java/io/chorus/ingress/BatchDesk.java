package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.FileTable;
import io.chorus.contracts.BatchIds;
import java.time.Clock;

/** Makes batches of files that are there. Thread-safe. */
final class BatchDesk {
  private final BatchTable batches;
  private final FileTable files;
  private final Clock clock;

  BatchDesk(BatchTable batches, FileTable files, Clock clock) {
    this.batches = batches;
    this.files = files;
    this.clock = clock;
  }

  /**
   * Makes a batch; where its caller's name for it is known, it is the batch that has it already.
   *
   * @param name or null
   * @throws RefusedException where what it is to be made of is not there, or the name is none or
   *     stands for another order
   */
  Batch create(String tenant, BatchOrder order, String name) {
    Names.check(name);
    String id = name == null ? BatchIds.fresh() : BatchIds.derived(tenant, name);
    if (batches.find(tenant, id).isEmpty()) {
      batches.add(begun(tenant, id, order));
    }
    // of two requests at once the other may have been first
    Batch batch = batches.find(tenant, id).orElseThrow();
    if (!isOf(batch, order)) {
      throw Refusal.nameIsTaken(Names.HEADER).asException();
    }
    return batch;
  }

  private Batch begun(String tenant, String id, BatchOrder order) {
    long now = clock.millis();
    Batch begun =
        Batch.begun(tenant, id, order.input(), order.metadata(), now, now + BatchJson.WINDOW_MS);
    Batch batch = order.resume() == null ? begun : begun.resuming(ended(tenant, order.resume()));
    if (files
        .find(tenant, order.input())
        .filter(file -> file.purpose().equals("batch"))
        .isEmpty()) {
      throw Refusal.noSuchFile().asException();
    }
    return batch;
  }

  private Batch ended(String tenant, String batchId) {
    Batch batch = batches.find(tenant, batchId).orElseThrow(() -> Refusal.noBatch().asException());
    if (!batch.status().isFinal()) {
      throw Refusal.batchIsOpen().asException();
    }
    return batch;
  }

  private boolean isOf(Batch batch, BatchOrder order) {
    long rootsAtMs =
        order.resume() == null
            ? batch.createdAtMs()
            : ended(batch.tenant(), order.resume()).rootsAtMs();
    return batch.inputFileId().equals(order.input())
        && batch.metadata().equals(order.metadata())
        && batch.rootsAtMs() == rootsAtMs;
  }
}

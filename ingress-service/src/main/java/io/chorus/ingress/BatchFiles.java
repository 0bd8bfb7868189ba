package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.connector.postgres.BatchFinals;
import io.chorus.connector.postgres.BatchFinals.Ended;
import io.chorus.connector.postgres.FileTable;
import io.chorus.connector.postgres.StoredFile;
import io.chorus.contracts.BatchOutput;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.ingress.JudgedLines.Judged;
import io.chorus.ingress.store.FileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes what came of a batch: answers into one file, and into another why the other lines have
 * none. Written again after a kill they are the same files. Thread-safe.
 */
final class BatchFiles {
  private static final int PAGE = 100;
  private static final String FIRST = new UUID(0, 0).toString();

  private final BatchFinals finals;
  private final FileTable files;
  private final FileStore store;
  private final OpenBatches open;
  private final Clock clock;

  BatchFiles(BatchFinals finals, FileTable files, FileStore store, OpenBatches open, Clock clock) {
    this.finals = finals;
    this.files = files;
    this.store = store;
    this.open = open;
    this.clock = clock;
  }

  /**
   * Returns whether the batch's time was over for some of its lines. Where the input is not there,
   * the place of files may be away as a whole, and nothing is written to where it was.
   */
  boolean write(Batch batch) throws IOException {
    Written written = new Written();
    try (JudgedLines lines = open.all(batch);
        OutputStream output = store.create(batch.tenant(), BatchJson.outputFile(batch));
        OutputStream errors = store.create(batch.tenant(), BatchJson.errorFile(batch))) {
      writeUnasked(batch, lines, errors, written);
      String after = FIRST;
      for (List<Ended> page = finals.page(batch, after, PAGE);
          !page.isEmpty();
          page = finals.page(batch, after, PAGE)) {
        for (Ended ended : page) {
          Result result = Tasks.resultOf(ended.result());
          if (result.state() == FinalState.SUCCEEDED) {
            written.output += writeLine(output, BatchOutput.line(result));
          } else {
            boolean late = isLate(batch, result);
            written.late |= late;
            written.errors +=
                writeLine(errors, late ? BatchOutput.expired(result) : BatchOutput.line(result));
          }
          after = ended.taskId();
        }
      }
    }
    note(batch, BatchJson.outputFile(batch), "output", written.output);
    note(batch, BatchJson.errorFile(batch), "errors", written.errors);
    return written.late;
  }

  /** Files in bytes, and whether a line was late. */
  private static final class Written {
    private long output;
    private long errors;
    private boolean late;
  }

  private static boolean isLate(Batch batch, Result result) {
    return result.state() == FinalState.EXPIRED && result.finishedAtMs() >= batch.expiresAtMs();
  }

  /** What is no task, and of a batch that has expired, what has become none. */
  private static void writeUnasked(
      Batch batch, JudgedLines lines, OutputStream errors, Written written) throws IOException {
    boolean expired = batch.status() != Status.CANCELLING && batch.fed() < batch.total();
    int end = expired ? batch.total() : batch.fed();
    if (batch.rejected() == 0 && !expired) {
      return;
    }
    while (lines.read() < end) {
      Optional<Judged> line = lines.next();
      if (line.isEmpty()) {
        return;
      }
      written.errors += writeUnasked(line.get(), lines.read() > batch.fed(), errors);
    }
  }

  private static long writeUnasked(Judged line, boolean late, OutputStream errors)
      throws IOException {
    if (line.task() == null) {
      return writeLine(
          errors, BatchOutput.rejected(line.number(), line.customId(), line.problems()));
    }
    return late ? writeLine(errors, BatchOutput.expired(line.number(), line.customId())) : 0;
  }

  private static long writeLine(OutputStream out, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    return bytes.length;
  }

  private void note(Batch batch, String fileId, String what, long bytes) {
    if (bytes > 0) {
      String name = batch.batchId() + "_" + what + ".jsonl";
      files.put(
          new StoredFile(batch.tenant(), fileId, "batch_output", name, bytes, clock.millis()));
    }
  }
}

package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.contracts.TaskValidator;
import io.chorus.ingress.store.FileStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The input files of batches that are fed step by step. A few stay open between the steps: without
 * that, a batch that waits for room would be read from its first line at each. Not thread-safe.
 */
final class OpenBatches implements Closeable {
  private static final int MOST = 4;

  private final Map<String, JudgedLines> open = new LinkedHashMap<>();
  private final FileStore store;
  private final TaskValidator validator;

  OpenBatches(FileStore store, TaskValidator validator) {
    this.store = store;
    this.validator = validator;
  }

  /** The lines of a batch from the first. */
  JudgedLines all(Batch batch) throws IOException {
    return new JudgedLines(batch, store.open(batch.tenant(), batch.inputFileId()), validator);
  }

  /** Those that are not fed yet. Which lines are tasks depends on those before: all are judged. */
  JudgedLines rest(Batch batch) throws IOException {
    JudgedLines lines = open.remove(batch.batchId());
    if (lines != null && lines.read() > batch.fed()) {
      lines.close();
      lines = null;
    }
    lines = lines == null ? all(batch) : lines;
    try {
      while (lines.read() < batch.fed() && lines.next().isPresent()) {
        // another replica has fed it, or this one before it was killed
      }
      return lines;
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  /** Keeps them for the batch's next step. */
  void keep(Batch batch, JudgedLines lines) throws IOException {
    if (open.size() == MOST) {
      Iterator<JudgedLines> oldest = open.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    open.put(batch.batchId(), lines);
  }

  /** Nothing more of it is to be fed. */
  void forget(Batch batch) throws IOException {
    JudgedLines lines = open.remove(batch.batchId());
    if (lines != null) {
      lines.close();
    }
  }

  @Override
  public void close() throws IOException {
    for (JudgedLines lines : open.values()) {
      lines.close();
    }
    open.clear();
  }
}

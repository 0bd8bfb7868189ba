package io.chorus.ingress;

import io.chorus.connector.postgres.FileTable;
import io.chorus.connector.postgres.StoredFile;
import io.chorus.ingress.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps input files of batches, however they have come in. Thread-safe. */
final class FileDesk {
  /** As OpenAI allows. */
  static final long MOST_BYTES = 200L << 20;

  private static final int LONGEST_NAME = 256;

  private final FileTable table;
  private final FileStore store;

  FileDesk(FileTable table, FileStore store) {
    this.table = table;
    this.store = store;
  }

  /**
   * Keeps a file whose bytes are on this machine; done twice it is done once.
   *
   * @param name as its owner calls it, or null
   * @throws RefusedException where it is too large
   */
  StoredFile keep(String tenant, String fileId, String name, Path spooled, long atMs)
      throws IOException {
    long bytes = Files.size(spooled);
    if (bytes > MOST_BYTES) {
      throw Refusal.fileTooLarge(MOST_BYTES).asException();
    }
    String plain = name == null ? "" : name.replaceAll("\\p{Cntrl}", "");
    String shown = plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
    StoredFile file = new StoredFile(tenant, fileId, "batch", shown, bytes, atMs);
    store.take(tenant, fileId, spooled);
    table.put(file);
    return file;
  }
}

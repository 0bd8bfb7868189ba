package io.chorus.ingress.store;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file on this machine, and gives it to a store when it is closed. Not thread-safe. */
final class SpooledOutput extends FilterOutputStream {
  private static final int BUFFER = 64 << 10;

  private final FileStore store;
  private final String tenant;
  private final String fileId;
  private final Path spooled;

  SpooledOutput(FileStore store, String tenant, String fileId) throws IOException {
    this(store, tenant, fileId, store.spool());
  }

  private SpooledOutput(FileStore store, String tenant, String fileId, Path spooled)
      throws IOException {
    super(new BufferedOutputStream(Files.newOutputStream(spooled), BUFFER));
    this.store = store;
    this.tenant = tenant;
    this.fileId = fileId;
    this.spooled = spooled;
  }

  @Override
  public void write(byte[] some, int from, int length) throws IOException {
    out.write(some, from, length);
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
      store.take(tenant, fileId, spooled);
    } finally {
      Files.deleteIfExists(spooled);
    }
  }
}

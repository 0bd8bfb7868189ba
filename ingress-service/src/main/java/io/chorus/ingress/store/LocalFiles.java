package io.chorus.ingress.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files in a folder, which all replicas must share: one for each tenant in it. */
final class LocalFiles implements FileStore {
  private static final int BUFFER = 64 << 10;

  private final Path folder;
  private final Spool spool;

  LocalFiles(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.spool = new Spool(folder);
  }

  @Override
  public Path spool() {
    return spool.next();
  }

  @Override
  public void take(String tenant, String fileId, Path spooled) throws IOException {
    Files.createDirectories(folder.resolve(tenant));
    Files.move(
        spooled,
        place(tenant, fileId),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public InputStream open(String tenant, String fileId) throws IOException {
    if (!Files.isDirectory(folder.resolve(tenant))) {
      throw new IOException("the folder of the tenant's files is not there; is it mounted?");
    }
    return new BufferedInputStream(Files.newInputStream(place(tenant, fileId)), BUFFER);
  }

  @Override
  public void delete(String tenant, String fileId) throws IOException {
    Files.deleteIfExists(place(tenant, fileId));
  }

  @Override
  public void close() {
    // a folder needs none
  }

  private Path place(String tenant, String fileId) {
    return folder.resolve(tenant).resolve(fileId);
  }
}

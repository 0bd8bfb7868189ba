package io.chorus.ingress.store;

import io.chorus.connector.s3.S3Folder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in S3, under a prefix for each tenant; what is on its way there waits on this machine. */
final class S3Files implements FileStore {
  private final S3Folder folder;
  private final Path spools;
  private final Spool spool;

  S3Files(S3Folder folder) throws IOException {
    this.folder = folder;
    // nobody else on this machine can read what is in it
    this.spools = Files.createTempDirectory("chorus-files-");
    this.spool = new Spool(spools);
  }

  @Override
  public Path spool() {
    return spool.next();
  }

  @Override
  public void take(String tenant, String fileId, Path spooled) throws IOException {
    folder.put(name(tenant, fileId), spooled);
    Files.delete(spooled);
  }

  @Override
  public InputStream open(String tenant, String fileId) throws IOException {
    return folder.read(name(tenant, fileId));
  }

  @Override
  public void delete(String tenant, String fileId) throws IOException {
    folder.delete(name(tenant, fileId));
  }

  @Override
  public void close() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(spools)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(spools);
  }

  private static String name(String tenant, String fileId) {
    return tenant + "/" + fileId;
  }
}

package io.chorus.ingress.store;

import io.chorus.connector.s3.S3Client;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Where the bytes of files are, by tenant and by ids of this system's own making. All fail with an
 * {@link IOException} where the store is away, and with a {@link java.nio.file.NoSuchFileException}
 * where it has no such file. Thread-safe.
 */
public interface FileStore extends AutoCloseable {
  /**
   * The store at a place.
   *
   * @param s3 may be null for a folder
   * @throws IllegalStateException with one sentence where a bucket can't be used
   */
  static FileStore at(FileLocation place, S3Client s3) throws IOException {
    return place.isInS3() ? new S3Files(s3.folder(place.bucket())) : new LocalFiles(place.folder());
  }

  /** A place on this machine for a file that is on its way in. */
  Path spool();

  /** Stores what was spooled, whole or not at all; the spooled file is gone then. */
  void take(String tenant, String fileId, Path spooled) throws IOException;

  /** A file that is there, or there anew, once it is closed. */
  default OutputStream create(String tenant, String fileId) throws IOException {
    return new SpooledOutput(this, tenant, fileId);
  }

  InputStream open(String tenant, String fileId) throws IOException;

  /** Without effect where it is gone already. */
  void delete(String tenant, String fileId) throws IOException;

  @Override
  void close() throws IOException;
}

package io.chorus.ingress.watch;

import io.chorus.connector.s3.S3Folder;
import io.chorus.connector.s3.S3Object;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object in S3, which is whole from the first. */
record DroppedObject(S3Folder folder, S3Object object) implements Dropped {
  @Override
  public String name() {
    return object.name();
  }

  @Override
  public long bytes() {
    return object.bytes();
  }

  @Override
  public String version() {
    return object.etag() + " " + object.changedAtMs();
  }

  @Override
  public void copy(Path to) throws IOException {
    try (InputStream in = folder.read(object)) {
      Files.copy(in, to);
    }
  }

  @Override
  public void setAside(String as) throws IOException {
    folder.move(object, TAKEN + "/" + as);
  }
}

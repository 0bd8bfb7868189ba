package io.chorus.ingress.watch;

import io.chorus.connector.s3.S3Folder;
import java.io.IOException;
import java.util.List;

/** A prefix of a bucket. Thread-safe. */
final class BucketDrop implements Drop {
  private final S3Folder folder;

  BucketDrop(S3Folder folder) {
    this.folder = folder;
  }

  @Override
  public List<DroppedObject> look() throws IOException {
    return folder.list(Dropped::isMeant, MOST).stream()
        .map(object -> new DroppedObject(folder, object))
        .toList();
  }
}

package io.chorus.ingress.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.chorus.connector.s3.S3Location;
import java.nio.file.Path;

/**
 * Where files are: in a folder, or in a bucket. One of the two is null. Immutable.
 *
 * @param folder of this machine, or one that it shares with others
 * @param bucket in S3
 */
public record FileLocation(Path folder, S3Location bucket) {
  /** What it looks like, for people. */
  public static final String FORM = "a folder's path, or " + S3Location.FORM;

  /**
   * @throws IllegalArgumentException where it is neither
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static FileLocation of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("this is no place for files; allowed: " + FORM);
    }
    return S3Location.isMeant(text)
        ? new FileLocation(null, S3Location.parse(text))
        : of(Path.of(text));
  }

  /** A folder. */
  public static FileLocation of(Path folder) {
    return new FileLocation(folder.toAbsolutePath().normalize(), null);
  }

  /** True where another place is this one, or in it. */
  public boolean holds(FileLocation other) {
    if (isInS3() != other.isInS3()) {
      return false;
    }
    return isInS3() ? bucket.holds(other.bucket) : other.folder.startsWith(folder);
  }

  public boolean isInS3() {
    return bucket != null;
  }
}

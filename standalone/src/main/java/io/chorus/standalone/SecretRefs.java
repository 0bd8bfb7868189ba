package io.chorus.standalone;

import io.chorus.contracts.SecretRef;
import java.nio.file.Path;

/** References to the secrets of a data folder. */
final class SecretRefs {
  private SecretRefs() {}

  static SecretRef file(Path file) {
    return new SecretRef("file:" + file.toAbsolutePath());
  }
}

package io.chorus.ingress;

import io.chorus.connector.postgres.StoredFile;
import java.util.List;

/**
 * A file in OpenAI's form.
 *
 * @param createdAt Unix seconds
 * @param status always {@code processed}: what is stored can be used
 */
record FileJson(
    String id,
    String object,
    long bytes,
    long createdAt,
    String filename,
    String purpose,
    String status) {

  /** The newest files. */
  record Page(String object, List<FileJson> data, boolean hasMore) {}

  record Deleted(String id, String object, boolean deleted) {}

  static FileJson of(StoredFile file) {
    return new FileJson(
        file.fileId(),
        "file",
        file.bytes(),
        file.createdAtMs() / 1_000,
        file.name(),
        file.purpose(),
        "processed");
  }
}

package io.chorus.ingress;

import io.chorus.connector.postgres.StoredFile;

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

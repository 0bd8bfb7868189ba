package io.chorus.connector.postgres;

/**
 * A file, without its bytes.
 *
 * @param purpose {@code batch} or {@code batch_output}
 * @param bytes how many it has
 * @param createdAtMs Unix milliseconds
 */
public record StoredFile(
    String tenant, String fileId, String purpose, String name, long bytes, long createdAtMs) {}

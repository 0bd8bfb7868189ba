package io.chorus.contracts;

import java.util.List;

/**
 * Something that could not be accepted, with the reason and the original bytes.
 *
 * @param source where it came from, for example {@code tasks.raw.default-0-17}
 * @param name the producer's name for it (its CloudEvents id or custom id), or null
 * @param problems what is wrong
 * @param atMs Unix milliseconds
 * @param payload the record's bytes as they came, Base64; at most the first {@link
 *     RawRecords#MAX_KEPT}
 */
public record DeadLetter(
    int schemaVersion,
    String tenant,
    String source,
    String name,
    List<Problem> problems,
    long atMs,
    Payload payload) {}

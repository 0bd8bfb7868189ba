package io.chorus.jobs;

import io.chorus.contracts.Result;

/**
 * A final state that is stored.
 *
 * @param result as stored, by whoever came first
 * @param json its bytes as stored: what everyone reads, to the byte
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by nobody; a copy per access would cost each task
public record Committed(Result result, byte[] json) {}

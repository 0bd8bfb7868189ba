package io.chorus.jobs;

import io.chorus.contracts.RawRecord;
import io.chorus.contracts.Task;

/**
 * A task on its way to its row, with the record it was read from: should its id name another
 * content already, the dead letter shows what came, and from where. Nothing after the admission
 * keeps the record.
 */
public record Decoded(Task task, RawRecord raw) {}

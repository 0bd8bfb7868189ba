package io.chorus.jobs;

import io.chorus.contracts.Letter;
import io.chorus.contracts.Task;

/**
 * A task that has its row, or why it can't have one.
 *
 * @param task null when rejected
 * @param rejected null when admitted
 */
public record Admitted(Task task, Letter rejected) {}

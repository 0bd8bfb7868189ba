package io.chorus.operators.lifecycle;

import io.chorus.contracts.Result;
import io.chorus.contracts.Task;

/**
 * A task that nobody answered.
 *
 * @param result how it ended, unless it had ended otherwise before
 */
public record Undeliverable(Task task, Result result) {}

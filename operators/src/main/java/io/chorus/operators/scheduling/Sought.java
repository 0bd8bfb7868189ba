package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;

/**
 * A call that somebody asks after.
 *
 * @param call as it was made
 * @param inquiry the id of the question
 * @param paused the task is held by an operator
 * @param of how many calls of the task are asked after
 */
public record Sought(Call call, String inquiry, boolean paused, int of) {}

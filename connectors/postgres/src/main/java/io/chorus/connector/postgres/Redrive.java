package io.chorus.connector.postgres;

/**
 * A task that a dead letter became.
 *
 * @param atMs Unix milliseconds when it was accepted
 * @param deadlineMs Unix milliseconds
 */
public record Redrive(String taskId, long atMs, long deadlineMs) {}

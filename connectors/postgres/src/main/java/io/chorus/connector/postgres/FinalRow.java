package io.chorus.connector.postgres;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Payload;

/**
 * A stored final state.
 *
 * @param result the stored bytes of the {@link io.chorus.contracts.Result}, as text
 * @param finishedAtMs Unix milliseconds of the commit, by the server's clock
 */
public record FinalRow(
    String tenant, String taskId, FinalState state, Payload result, long finishedAtMs) {}

package io.chorus.ingress;

import io.chorus.contracts.Task;

/**
 * What a valid request asks for.
 *
 * @param stream whether the answer is wanted as server-sent events
 * @param withUsage whether such a stream is to end with the tokens used
 * @param estimatedTokens what it counts as in the tenant's quota
 */
record Asked(Task task, boolean stream, boolean withUsage, long estimatedTokens) {}

package io.chorus.connector.rabbitmq;

import java.time.Duration;

/**
 * Bounds of a publish window.
 *
 * @param maxCount messages in flight at the most
 * @param maxBytes bytes of their bodies at the most; a single larger one goes alone
 * @param timeout how long the task waits for room, or for all confirms, before it fails
 * @param blockedTimeout how long the broker may block publishers before the sink fails
 */
record PublishLimits(int maxCount, long maxBytes, Duration timeout, Duration blockedTimeout) {}

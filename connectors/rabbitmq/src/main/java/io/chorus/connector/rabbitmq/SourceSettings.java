package io.chorus.connector.rabbitmq;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What to consume, and how; the builder's values.
 *
 * @param order which queue is served first
 * @param ageingFloor turns after which a queue that was passed over is served, from 1
 * @param prefetchCount messages a queue's channel may hold unacked, 1 to 65535
 * @param maxBufferedBytes bytes of bodies at which the reader reads no further
 * @param reconnectDeadline how long a queue may be without consumer before the reader fails
 */
record SourceSettings(
    RabbitMQConnectionConfig connection,
    List<QueueSpec> queues,
    QueueOrder order,
    int ageingFloor,
    int prefetchCount,
    long maxBufferedBytes,
    Duration reconnectDeadline)
    implements Serializable {}

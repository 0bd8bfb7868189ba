/**
 * A RabbitMQ source and sink for Flink 2, at-least-once, on quorum queues with publisher confirms.
 * Depends on Flink and the RabbitMQ client only.
 */
package io.chorus.connector.rabbitmq;

/**
 * Real Kafka, PostgreSQL and RabbitMQ as child processes on 127.0.0.1, each with a data folder of
 * its own: they end with this JVM, however it ends, and start again on the same folder.
 */
package io.chorus.servers;

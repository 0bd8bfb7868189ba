/** How every Kafka client of Chorus comes to the broker, with Flink or without. */
package io.chorus.connector.kafka.access;

/** What the front door reads of Kafka. */
package io.chorus.ingress.kafka;

/** The RabbitMQ connector against a plain client. */
package io.chorus.standalone.bench.connector;

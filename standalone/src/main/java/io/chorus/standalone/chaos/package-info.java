/**
 * Faults of every kind thrown at the RabbitMQ connector under load, and a count of what survived.
 */
package io.chorus.standalone.chaos;

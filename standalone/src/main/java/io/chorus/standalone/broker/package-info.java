/** What is tried on a RabbitMQ of its own, apart from the system. */
package io.chorus.standalone.broker;

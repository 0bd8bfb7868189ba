package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Command;
import com.rabbitmq.client.TrafficListener;

/**
 * Reads no further delivery from the connection while the budget is exhausted, so that TCP holds
 * the broker back: AMQP's own prefetch counts messages and not bytes. Called by the connection's
 * reading thread; acks and heartbeats go out by others.
 */
record Backpressure(ByteBudget budget) implements TrafficListener {

  @Override
  public void read(Command inbound) {
    if (inbound.getMethod() instanceof AMQP.Basic.Deliver) {
      budget.admit(inbound.getContentBody().length);
    }
  }

  @Override
  public void write(Command outbound) {}
}

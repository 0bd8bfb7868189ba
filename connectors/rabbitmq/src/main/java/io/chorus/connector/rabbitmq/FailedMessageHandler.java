package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.io.Serializable;

/**
 * Decides what is published instead of a message that can't be. The substitute is confirmed like
 * any other message before a checkpoint is complete; the job fails when it is unroutable itself.
 *
 * <p>The task's thread and the connection's call it, perhaps at the same time: it must be
 * thread-safe and quick. It may be called again for the same message after a lost connection.
 */
@FunctionalInterface
public interface FailedMessageHandler extends Serializable {

  /**
   * The substitute, or null to drop the message. The sink adds the headers {@code
   * x-failure-reason}, {@code x-failure-exchange}, {@code x-failure-routing-key} and {@code
   * x-failure-body-bytes}.
   *
   * @throws IOException to fail the job
   */
  OutgoingMessage substitute(FailedMessage failed) throws IOException;

  /**
   * Fails the job, with the explanation. After an unroutable message it may be restarted, as the
   * queue may be there then; a message that is too large would come again for ever.
   */
  static FailedMessageHandler failJob() {
    return failed -> {
      throw failed.reason() == FailedMessage.Reason.TOO_LARGE
          ? new PermanentException(failed.explanation())
          : new IOException(failed.explanation());
    };
  }

  /**
   * Publishes the message to an exchange, which must have a queue for its routing key; a fanout
   * exchange has. A body over 16 MiB is left out, as brokers may refuse it.
   */
  static FailedMessageHandler deadLetter(String exchange) {
    return failed -> FailedMessages.deadLetter(failed.message(), exchange);
  }
}

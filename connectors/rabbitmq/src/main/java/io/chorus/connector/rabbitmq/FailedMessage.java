package io.chorus.connector.rabbitmq;

/**
 * A message that no further attempt would bring to a queue.
 *
 * @param message the message
 * @param reason what kind of failure it is
 * @param explanation a sentence for people, without the message's content
 */
public record FailedMessage(OutgoingMessage message, Reason reason, String explanation) {

  /** Kinds of failures of a single message. */
  public enum Reason {
    /** The exchange has no queue for the routing key. */
    UNROUTABLE,

    /** The body is larger than the sink's maximum; it was not sent. */
    TOO_LARGE
  }
}

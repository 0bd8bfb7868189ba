package io.chorus.connector.rabbitmq;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A failure that stays until somebody changes the set-up: Flink does not restart the job. It has no
 * cause: the client's exceptions can't be serialized, and on its way to the job manager this one
 * would lose its type with them, and the job would restart for ever.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class PermanentException extends IOException {

  private static final long serialVersionUID = 1L;

  PermanentException(String message) {
    super(message);
  }
}

package io.chorus.connector.rabbitmq;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** A failure that stays until somebody changes the set-up: Flink does not restart the job. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class PermanentException extends IOException {

  private static final long serialVersionUID = 1L;

  PermanentException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a secret is found. It travels in the job graph; the secret itself is read on the task
 * manager, anew for each connection, so that a rotated one is picked up.
 */
@FunctionalInterface
public interface SecretSupplier extends Serializable {

  /**
   * The secret.
   *
   * @throws IOException when it can't be read; counts as a failed attempt to connect
   */
  String get() throws IOException;

  /** Reads the secret from an environment variable of the task manager. */
  static SecretSupplier environment(String variable) {
    return () -> {
      String value = System.getenv(variable);
      if (value == null) {
        throw new IOException("Environment variable " + variable + " is not set");
      }
      return value;
    };
  }

  /** Reads the secret from a file on the task manager, without the white space around it. */
  static SecretSupplier file(String path) {
    return () -> Files.readString(Path.of(path)).strip();
  }
}

package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a secret is, never the secret: what configuration, job graphs and checkpoints hold. It is
 * resolved in the process that uses it, when it is used.
 *
 * @param reference {@code env:NAME} or {@code file:PATH}
 */
public record SecretRef(@JsonValue String reference) implements Serializable {
  private static final Pattern FORM = Pattern.compile("(env|file):.+", Pattern.DOTALL);

  @JsonCreator
  public SecretRef {
    if (reference == null || !FORM.matcher(reference).matches()) {
      throw new IllegalArgumentException(
          "a secret is given by reference; allowed: env:NAME or file:PATH");
    }
  }

  /**
   * The secret itself.
   *
   * @throws IllegalStateException where the variable is not set or the file can't be read
   */
  public String resolve() {
    String place = reference.substring(reference.indexOf(':') + 1);
    if (reference.startsWith("env:")) {
      String value = System.getenv(place);
      if (value == null || value.isBlank()) {
        throw new IllegalStateException("environment variable " + place + " is not set");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(place)).strip();
    } catch (IOException e) {
      throw new IllegalStateException("secret file " + place + " cannot be read", e);
    }
  }
}

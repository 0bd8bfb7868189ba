package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What people wrote and engines answered: one opaque text, apart from every id and number around
 * it, so that it can be sealed or erased without touching anything else. Its {@code toString} never
 * shows the content: a record that holds a payload can be logged.
 *
 * @param text JSON, never null
 */
public record Payload(String text) {
  /** Texts of so many characters together always fit, whatever they hold. */
  public static final int SURELY_FIT = 256 << 10;

  private static final int ROOM_FOR_THE_REST = 64 << 10;

  public Payload {
    Objects.requireNonNull(text, "payload");
  }

  @JsonCreator
  public static Payload of(String text) {
    return new Payload(text);
  }

  @JsonValue
  @Override
  public String text() {
    return text;
  }

  public byte[] utf8() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether a record that holds it can be read back within {@link Json}'s limits. What does not fit
   * must never be written: its readers would have to leave it out.
   */
  public boolean fits() {
    return text.length() <= SURELY_FIT
        || (text.length() <= Json.MAX_STRING
            && Json.write(text).length <= Json.MAX_DOCUMENT - ROOM_FOR_THE_REST);
  }

  public static Payload ofUtf8(byte[] bytes) {
    return new Payload(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Payload[" + text.length() + " characters]";
  }
}

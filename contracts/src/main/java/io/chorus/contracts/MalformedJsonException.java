package io.chorus.contracts;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** Input that is no JSON, or more of it than is read. The message never shows the input. */
public final class MalformedJsonException extends Exception {
  private final String allowed;

  MalformedJsonException(String reason, String allowed) {
    super(reason);
    this.allowed = allowed;
  }

  static MalformedJsonException of(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return new MalformedJsonException(
          "is too large or too deep",
          "at most "
              + Json.MAX_DOCUMENT
              + " bytes, "
              + Json.MAX_DEPTH
              + " levels, "
              + Json.MAX_STRING
              + " characters in a string");
    }
    return new MalformedJsonException("is not valid JSON" + place(e), "one JSON object");
  }

  private static String place(IOException e) {
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      JsonLocation at = json.getLocation();
      return " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
    return "";
  }

  /** What the input might have been. */
  public String allowed() {
    return allowed;
  }

  /** The same as a problem of the whole input. */
  public Problem problem() {
    return new Problem("", getMessage(), allowed);
  }
}

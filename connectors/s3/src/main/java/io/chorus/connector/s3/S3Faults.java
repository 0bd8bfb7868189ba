package io.chorus.connector.s3;

import io.minio.errors.ErrorResponseException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** What the client's failures mean here. What they tell of requests' headers stays out. */
final class S3Faults {
  private static final int NOT_FOUND = 404;
  private static final String NO_BUCKET = "NoSuchBucket";

  private S3Faults() {}

  /**
   * The failure as one of a file.
   *
   * @param what was to be done
   * @return a {@link NoSuchFileException} where the bucket is there and the object is not
   */
  static IOException of(String what, Exception fault) {
    ErrorResponseException answer = answer(fault);
    if (answer == null) {
      return new IOException(what + ": " + reason(fault), fault);
    }
    String code = answer.errorResponse().code();
    if (answer.response().code() == NOT_FOUND && !NO_BUCKET.equals(code)) {
      return new NoSuchFileException(what);
    }
    return new IOException(what + ": " + code);
  }

  /** One sentence on why a place can't be used. */
  static String sentence(S3Config config, S3Location place, Exception fault) {
    ErrorResponseException answer = answer(fault);
    if (answer == null) {
      return "S3 at " + config.endpoint() + " can't be reached: " + reason(fault);
    }
    String code = answer.errorResponse().code();
    return NO_BUCKET.equals(code) || answer.response().code() == NOT_FOUND
        ? "there is no bucket '" + place.bucket() + "' at " + config.endpoint()
        : "S3 at " + config.endpoint() + " does not let these keys list " + place + ": " + code;
  }

  private static ErrorResponseException answer(Exception fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ErrorResponseException answer) {
        return answer;
      }
    }
    return null;
  }

  private static String reason(Exception fault) {
    Throwable last = fault;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.toString();
  }
}

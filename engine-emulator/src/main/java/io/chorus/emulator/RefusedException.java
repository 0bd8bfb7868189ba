package io.chorus.emulator;

/** A call that an engine would refuse at the door; the message is for the client. */
final class RefusedException extends Exception {
  private final int status;

  RefusedException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static RefusedException badRequest(String message) {
    return new RefusedException(400, message);
  }

  int status() {
    return status;
  }
}

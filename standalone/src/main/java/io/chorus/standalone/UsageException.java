package io.chorus.standalone;

/** Something the person at the terminal can mend; its message is all they need to see. */
class UsageException extends RuntimeException {

  UsageException(String sentence) {
    super(sentence);
  }

  UsageException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

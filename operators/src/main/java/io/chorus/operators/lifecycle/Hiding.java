package io.chorus.operators.lifecycle;

import io.chorus.contracts.Payload;
import io.chorus.operators.redaction.Redacted;
import io.chorus.operators.redaction.Redactor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps personal data of a task from engines. Where that can't be done, the task fails. */
final class Hiding {
  /** The code of such a failure. */
  static final String FAILED = "redaction_failed";

  static final String NOT_BEGUN =
      "personal data can't be told from the rest; at most " + Redactor.MAX_DIGITS + " digits";

  private static final Logger LOG = LoggerFactory.getLogger(Hiding.class);

  private Hiding() {}

  /** A task before its first call, or null where nobody may be asked. */
  static TaskProgress begun(TaskProgress progress) {
    try {
      Redacted redacted = Redactor.redact(progress.request());
      return redacted.payload().fits() ? progress.with(redacted) : null;
    } catch (RuntimeException | StackOverflowError e) {
      // its message may hold what was to be hidden
      LOG.error("{} can't be redacted: {}", progress.task().taskId(), e.getClass().getName());
      return null;
    }
  }

  /** An answer as the tenant gets it, or null where it is too long for a record. */
  static Choice undone(TaskProgress progress, Choice choice) {
    if (progress.redacted() == null) {
      return choice;
    }
    Payload told = progress.redacted().restored(choice.payload());
    return told.fits() ? choice.saying(told) : null;
  }
}

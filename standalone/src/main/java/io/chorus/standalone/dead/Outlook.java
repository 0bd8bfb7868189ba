package io.chorus.standalone.dead;

import io.chorus.connector.postgres.LetterView;
import io.chorus.contracts.Task;

/**
 * What would become of a dead letter.
 *
 * @param task that it becomes, or null
 * @param noted true where an earlier command that was cut off has noted this task down already
 * @param left why it stays as it is, as one sentence; null where there is a task
 * @param expected what the task takes
 */
public record Outlook(LetterView letter, Task task, boolean noted, String left, Expected expected) {

  static Outlook left(LetterView letter, String why) {
    return new Outlook(letter, null, false, why, Expected.NOTHING);
  }

  public boolean isTask() {
    return task != null;
  }
}

package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Task;
import java.util.List;

/**
 * What a task's life hears; one of the four.
 *
 * @param task its beginning, or null
 * @param answer what became of an ask, or null
 * @param hold what operators want of this one task, or null
 * @param inquiry from somebody who asks where it is, or null
 */
public record Told(String taskId, Task task, Answer answer, Hold hold, Inquiry inquiry) {

  public static Told of(Task task) {
    return new Told(task.taskId(), task, null, null, null);
  }

  public static Told of(Answer answer) {
    return new Told(answer.taskId(), null, answer, null, null);
  }

  /** A hold on more than one task is the schedulers' business. */
  public static List<Told> of(Hold hold) {
    return hold.scope() == Hold.Scope.TASK
        ? List.of(new Told(hold.target(), null, null, hold, null))
        : List.of();
  }

  public static Told of(Inquiry inquiry) {
    return new Told(inquiry.taskId(), null, null, null, inquiry);
  }
}

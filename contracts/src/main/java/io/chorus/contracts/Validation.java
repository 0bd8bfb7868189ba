package io.chorus.contracts;

import java.util.List;

/**
 * What a validator found.
 *
 * @param draft the task to be, or null where there are problems
 * @param problems what is wrong, at most {@link TaskValidator#MAX_PROBLEMS}; empty where there is a
 *     draft
 */
public record Validation(TaskDraft draft, List<Problem> problems) {

  static Validation accepted(TaskDraft draft) {
    return new Validation(draft, List.of());
  }

  static Validation refused(List<Problem> problems) {
    return new Validation(
        null, problems.stream().distinct().limit(TaskValidator.MAX_PROBLEMS).toList());
  }

  /** True where there is a draft. */
  public boolean accepted() {
    return draft != null;
  }
}

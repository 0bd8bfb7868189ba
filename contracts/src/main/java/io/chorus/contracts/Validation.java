package io.chorus.contracts;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a validator found.
 *
 * @param draft the task to be, or null where there are problems
 * @param problems what is wrong, at most {@link TaskValidator#MAX_PROBLEMS}; empty where there is a
 *     draft
 * @param tooLong whether nothing is wrong but that the prompt has too many tokens
 */
public record Validation(TaskDraft draft, List<Problem> problems, boolean tooLong) {

  static Validation accepted(TaskDraft draft) {
    return new Validation(draft, List.of(), false);
  }

  static Validation tooLong(Problem problem) {
    return new Validation(null, List.of(problem), true);
  }

  static Validation refused(List<Problem> problems) {
    return new Validation(
        null, problems.stream().distinct().limit(TaskValidator.MAX_PROBLEMS).toList(), false);
  }

  /** The same, its problems told in other words. */
  Validation told(UnaryOperator<Problem> words) {
    return new Validation(draft, problems.stream().map(words).distinct().toList(), tooLong);
  }

  /** True where there is a draft. */
  public boolean accepted() {
    return draft != null;
  }
}

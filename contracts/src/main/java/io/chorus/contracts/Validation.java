package io.chorus.contracts;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a validator found.
 *
 * @param draft the task to be, or null where there are problems
 * @param problems what is wrong, at most {@link TaskValidator#MAX_PROBLEMS}; empty where there is a
 *     draft
 * @param fault what kind of problems; null where there is a draft
 */
public record Validation(TaskDraft draft, List<Problem> problems, Fault fault) {

  /** What a caller of OpenAI's API tells apart. */
  public enum Fault {
    BODY,
    /** Nothing is wrong but that the prompt has too many tokens. */
    PROMPT_TOO_LONG,
    /** Nothing is wrong but that there is no model of that name. */
    NO_SUCH_MODEL
  }

  static Validation accepted(TaskDraft draft) {
    return new Validation(draft, List.of(), null);
  }

  static Validation refused(Fault fault, List<Problem> problems) {
    return new Validation(
        null, problems.stream().distinct().limit(TaskValidator.MAX_PROBLEMS).toList(), fault);
  }

  /** The same, its problems told in other words. */
  Validation told(UnaryOperator<Problem> words) {
    return new Validation(draft, problems.stream().map(words).distinct().toList(), fault);
  }

  /** True where there is a draft. */
  public boolean accepted() {
    return draft != null;
  }
}

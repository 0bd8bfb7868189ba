package io.chorus.contracts;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule of a {@link Policy}.
 *
 * @param name in decisions, for people
 * @param when all of it must hold; always where null
 * @param then what is done
 */
public record PolicyRule(String name, When when, PolicyPlan then) implements Serializable {
  private static final int MAX_NAME = 64;

  public PolicyRule {
    Allowed.require(
        name != null && !name.isBlank() && name.length() <= MAX_NAME,
        "name",
        "1 to " + MAX_NAME + " characters");
    Allowed.require(then != null, "then", "what is done under the rule '" + name + "'");
    when = when == null ? When.ALWAYS : when;
  }

  /**
   * What must hold of a task; null leaves a part open.
   *
   * @param kind one of these
   * @param closed whether answers can be counted against each other
   * @param language one of these
   * @param lane one of these
   * @param dataClass one of these
   * @param difficultyFrom in [0,1]
   * @param difficultyBelow in [0,1]
   * @param qualityFrom the task asks for at least this grade
   * @param qualityBelow the task asks for a grade below this, or for none
   * @param maxCostUsdBelow the task may cost less than this
   * @param deadlineSecondsBelow the task has less time than this
   */
  public record When(
      ArrayList<String> kind,
      Boolean closed,
      ArrayList<String> language,
      ArrayList<Lane> lane,
      ArrayList<String> dataClass,
      Double difficultyFrom,
      Double difficultyBelow,
      Double qualityFrom,
      Double qualityBelow,
      BigDecimal maxCostUsdBelow,
      Long deadlineSecondsBelow)
      implements Serializable {
    private static final When ALWAYS =
        new When(null, null, null, null, null, null, null, null, null, null, null);

    public When {
      requireShare(difficultyFrom, "difficulty_from");
      requireShare(difficultyBelow, "difficulty_below");
      requireShare(qualityFrom, "quality_from");
      requireShare(qualityBelow, "quality_below");
      Allowed.require(
          maxCostUsdBelow == null || maxCostUsdBelow.signum() > 0, "max_cost_usd_below", "above 0");
      Allowed.require(
          deadlineSecondsBelow == null || deadlineSecondsBelow > 0,
          "deadline_seconds_below",
          "above 0");
    }

    private static void requireShare(Double value, String key) {
      Allowed.require(value == null || (value >= 0 && value <= 1), key, "0 to 1");
    }

    /**
     * Whether all of it holds.
     *
     * @param taskKind what the analyzer says
     * @param isClosed what the analyzer says
     * @param taskLanguage what the analyzer says
     * @param difficulty what the analyzer says
     */
    public boolean holds(
        Task task, String taskKind, boolean isClosed, String taskLanguage, double difficulty) {
      double asked = task.quality() == null ? 0 : task.quality();
      return isIn(kind, taskKind)
          && (closed == null || closed == isClosed)
          && isIn(language, taskLanguage)
          && isIn(lane, task.lane())
          && isIn(dataClass, task.dataClass())
          && (difficultyFrom == null || difficulty >= difficultyFrom)
          && (difficultyBelow == null || difficulty < difficultyBelow)
          && (qualityFrom == null || asked >= qualityFrom)
          && (qualityBelow == null || asked < qualityBelow)
          && (maxCostUsdBelow == null || costsLess(task))
          && (deadlineSecondsBelow == null
              || task.deadlineMs() - task.acceptedAtMs() < deadlineSecondsBelow * 1_000);
    }

    private boolean costsLess(Task task) {
      return task.maxCostNanoUsd() > 0
          && BigDecimal.valueOf(task.maxCostNanoUsd(), 9).compareTo(maxCostUsdBelow) < 0;
    }

    private static <T> boolean isIn(List<T> allowed, T value) {
      return allowed == null || allowed.contains(value);
    }
  }
}

package io.chorus.contracts;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How many engines are asked and how their answers become one. */
public enum Strategy {
  /**
   * One engine; another only where the first fails or its answer is graded below the task's bar.
   */
  SINGLE("single"),
  /**
   * The cheapest engine first, dearer ones while the grade is low; of closed answers a second
   * opinion is taken, and two that agree end it.
   */
  CASCADE("cascade"),
  /** Several engines, or several samples of one; the value that most of them give wins. */
  VOTE("vote"),
  /** Several engines; the best answer wins. */
  BEST_OF("best-of"),
  /** Several engines; one of them writes one answer of all. */
  FUSE("fuse"),
  /** One engine after the other, without waiting for long; the first acceptable answer wins. */
  FIRST("first");

  private final String wireName;

  Strategy(String wireName) {
    this.wireName = wireName;
  }

  /** The name in requests, results and on the command line. */
  public String wireName() {
    return wireName;
  }

  /** All names, for people. */
  public static String names() {
    return Arrays.stream(values()).map(Strategy::wireName).collect(Collectors.joining(", "));
  }

  /** True where several answers are asked for at once: of several engines, or samples of one. */
  public boolean isFanOut() {
    return this == VOTE || this == BEST_OF || this == FUSE;
  }
}

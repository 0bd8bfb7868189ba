package io.chorus.contracts;

/** How many engines are asked and how their answers become one. */
public enum Strategy {
  /**
   * One engine; another only where the first fails or its answer is graded below the task's bar.
   */
  SINGLE("single"),
  /** Every eligible engine; the answer with the best grade wins. */
  BEST_OF("best-of");

  private final String wireName;

  Strategy(String wireName) {
    this.wireName = wireName;
  }

  /** The name in requests, results and on the command line. */
  public String wireName() {
    return wireName;
  }
}

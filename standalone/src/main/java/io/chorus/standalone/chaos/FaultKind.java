package io.chorus.standalone.chaos;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What may happen to the system. In JSON by its name in lower case. */
public enum FaultKind {
  /** The broker closes every connection. */
  CONNECTIONS_CLOSED("connections closed"),
  /** SIGKILL, then a start on the same data. */
  BROKER_KILLED("broker killed"),
  /** SIGSTOP: connections stay open and nothing answers, then SIGCONT. */
  BROKER_PAUSED("broker paused"),
  /** The broker blocks all publishers. */
  MEMORY_ALARM("memory alarm"),
  /** SIGKILL to the one process that runs all tasks, then another one. */
  TASK_MANAGER_KILLED("task manager killed");

  private final String text;

  FaultKind(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }

  @JsonValue
  String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}

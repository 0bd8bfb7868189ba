package io.chorus.standalone.verify;

import java.util.UUID;

/** I5: one id, one content, in the topics of results and in the stored final state. */
final class SameBytes {
  private final Findings findings = new Findings("I5", "one id, one content, wherever it is read");
  private long tasks;
  private long differing;

  private SameBytes() {}

  static VerifyReport.Check of(World world) {
    SameBytes check = new SameBytes();
    world.forEachTask(check::look);
    return check
        .findings
        .figure("results", world.results())
        .figure("tasks", check.tasks)
        .figure("differing", check.differing)
        .check();
  }

  private void look(UUID id, TaskFacts task) {
    tasks += task.isPublished() ? 1 : 0;
    if (task.isPublishedDifferently()) {
      differs("task " + id + ": was published with different contents");
    } else if (task.isStoredDifferently()) {
      differs("task " + id + ": what was published is not what is stored");
    }
  }

  private void differs(String what) {
    differing++;
    findings.broken(what);
  }
}

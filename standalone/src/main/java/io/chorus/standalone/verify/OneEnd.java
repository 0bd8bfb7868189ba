package io.chorus.standalone.verify;

import java.time.Duration;
import java.util.UUID;

/** I1: every accepted task ends in exactly one final state, in time. */
final class OneEnd {
  /** How long after its deadline a task may still be without a final state. */
  static final Duration GRACE = Duration.ofSeconds(60);

  private final Findings findings = new Findings("I1", "every accepted task has one final state");
  private final long nowMs;
  private final boolean quiesced;

  private OneEnd(long nowMs, boolean quiesced) {
    this.nowMs = nowMs;
    this.quiesced = quiesced;
    for (String figure : new String[] {"accepted", "final", "open", "overdue", "missing"}) {
      findings.figure(figure, 0L);
    }
  }

  /**
   * @param quiesced true where no task may be open
   */
  static VerifyReport.Check of(World world, boolean quiesced) {
    OneEnd check = new OneEnd(world.beganAtMs(), quiesced);
    world.forEachTask(check::look);
    if (world.unreadable() > 0) {
      check.findings.figure("unreadable", world.unreadable());
    }
    return check.findings.check();
  }

  private void look(UUID id, TaskFacts task) {
    if (task.isAccepted()) {
      findings.count("accepted");
    }
    if (task.hasEnded()) {
      ended(id, task);
    } else if (task.isPublished()) {
      findings.count("missing");
      findings.broken("task " + id + ": a result was published, but no final state is stored");
    } else if (task.isAccepted()) {
      unfinished(id, task);
    }
  }

  private void ended(UUID id, TaskFacts task) {
    findings.count("final");
    if (!task.isAccepted() && !task.hasEndedLately()) {
      findings.broken("task " + id + ": has a final state, but was never accepted");
    }
  }

  private void unfinished(UUID id, TaskFacts task) {
    if (task.isPastDeadline(nowMs - GRACE.toMillis())) {
      findings.count("overdue");
      findings.broken("task " + id + ": has no final state, and its deadline is over");
    } else {
      findings.count("open");
      if (quiesced) {
        findings.broken("task " + id + ": is open, and nothing is at work any more");
      }
    }
  }
}

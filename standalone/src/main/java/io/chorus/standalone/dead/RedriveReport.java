package io.chorus.standalone.dead;

import java.util.List;
import java.util.Locale;

/**
 * What becomes, or became, of the letters that were meant. Not thread-safe.
 *
 * <p>Letters that are left are told one by one up to a limit: a filter may mean a hundred thousand.
 */
public final class RedriveReport {
  private static final int TOLD = 20;
  private static final int REASON = 200;

  private final StringBuilder lines = new StringBuilder();
  private final boolean dryRun;
  private long tasks;
  private long left;
  private Expected expected = Expected.NOTHING;

  public RedriveReport(boolean dryRun) {
    this.dryRun = dryRun;
  }

  public void add(List<Outlook> outlooks) {
    outlooks.forEach(this::add);
  }

  private void add(Outlook outlook) {
    if (outlook.isTask()) {
      tasks++;
      expected = expected.plus(outlook.expected());
      if (tasks <= TOLD) {
        String takes = LetterPages.expected(outlook.expected());
        tell(outlook, "task " + outlook.task().taskId() + ": " + takes);
      }
    } else {
      left++;
      if (left <= TOLD) {
        tell(outlook, outlook.left());
      }
    }
  }

  private void tell(Outlook outlook, String what) {
    lines.append("  ").append(outlook.letter().letterId()).append("  ");
    lines.append(Plain.line(what, REASON)).append('\n');
  }

  /** Letters that stay as they are. */
  public long left() {
    return left;
  }

  /** For the terminal. */
  public String text() {
    if (tasks + left == 0) {
      return "no dead letters\n";
    }
    StringBuilder text = new StringBuilder(lines);
    if (Math.max(tasks, left) > TOLD) {
      text.append("  …\n");
    }
    text.append('\n');
    line(text, "letters", "%,d   %,d left as they are", tasks + left, left);
    line(text, "tasks", dryRun ? "%,d, not sent: a dry run" : "%,d sent", tasks);
    line(text, "calls", "%,d expected   %,d paid for already", expected.calls(), expected.paid());
    line(text, "cost", "%s expected", LetterPages.usd(expected.costNanoUsd()));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-9s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}

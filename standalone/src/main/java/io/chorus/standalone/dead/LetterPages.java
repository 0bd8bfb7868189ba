package io.chorus.standalone.dead;

import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterView;
import io.chorus.connector.postgres.Redrive;
import io.chorus.contracts.Letter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Dead letters for the terminal. */
public final class LetterPages {
  private static final int NAME = 22;
  private static final int REASON = 70;
  private static final int LINE = 2_000;
  private static final int NANO = 9;
  private static final String NOBODY = "-";

  private LetterPages() {}

  /** A line each, and how many there are; never what they hold. */
  public static String table(List<LetterView> letters, When when) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LETTER", "KEPT", "KIND", "TENANT", "NAME", "REDRIVEN", "REASON"));
    for (LetterView letter : letters) {
      rows.add(
          List.of(
              letter.letterId(),
              when.ago(letter.keptAtMs()),
              letter.kind().wireName(),
              letter.tenant() == null ? NOBODY : Plain.line(letter.tenant(), NAME),
              letter.name() == null ? NOBODY : Plain.line(letter.name(), NAME),
              letter.state() == null ? NOBODY : lower(letter.state()),
              Plain.line(letter.reason(), REASON)));
    }
    return letters.isEmpty() ? "no dead letters\n" : aligned(rows) + count(letters.size()) + "\n";
  }

  private static String aligned(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)) + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** All of one letter, its bytes last. */
  public static String page(LetterDesk.Found found, Outlook outlook, When when) {
    LetterView letter = found.view();
    StringBuilder text = new StringBuilder();
    line(text, "letter", letter.letterId());
    line(text, "kind", letter.kind().wireName());
    line(text, "tenant", letter.tenant());
    line(text, "name", letter.name());
    line(text, "batch", letter.batch());
    line(text, "from", letter.source());
    line(text, "task", letter.taskId());
    line(text, "root", letter.rootId());
    line(text, "failed", when.exact(letter.atMs()) + ", " + when.ago(letter.atMs()));
    line(text, "kept", when.exact(letter.keptAtMs()) + ", " + when.ago(letter.keptAtMs()));
    line(text, "reason", letter.reason());
    for (Redrive redrive : letter.redrives()) {
      line(text, "redriven", "as task " + redrive.taskId() + ", " + when.ago(redrive.atMs()));
    }
    line(text, "its task", letter.state() == null ? null : lower(letter.state()));
    line(text, "redrive", outlook.isTask() ? expected(outlook.expected()) : outlook.left());
    text.append("\nhistory\n");
    found.letter().history().forEach(past -> text.append(past(past, when)));
    text.append("\nbytes (").append(String.format(Locale.ROOT, "%,d", letter.originalBytes()));
    text.append(")\n").append(Plain.bytes(found.letter().original())).append('\n');
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    if (value != null) {
      text.append(String.format(Locale.ROOT, "%-9s %s\n", name, Plain.line(value, LINE)));
    }
  }

  private static String past(Letter.Past past, When when) {
    String outcome = past.outcome() == null ? "" : "   " + Plain.line(past.outcome(), LINE);
    String cost = past.costNanoUsd() == 0 ? "" : "   " + usd(past.costNanoUsd());
    return "  "
        + when.exact(past.atMs())
        + "  "
        + Plain.line(past.what(), LINE)
        + outcome
        + cost
        + "\n";
  }

  static String expected(Expected expected) {
    return String.format(
        Locale.ROOT,
        "%,d %s expected, %,d paid for already, %s",
        expected.calls(),
        expected.calls() == 1 ? "call" : "calls",
        expected.paid(),
        usd(expected.costNanoUsd()));
  }

  static String count(long letters) {
    return String.format(
        Locale.ROOT, "%,d %s", letters, letters == 1 ? "dead letter" : "dead letters");
  }

  static String usd(long nanoUsd) {
    return String.format(Locale.ROOT, "$%.6f", BigDecimal.valueOf(nanoUsd, NANO));
  }

  private static String lower(String constant) {
    return constant.toLowerCase(Locale.ROOT);
  }
}

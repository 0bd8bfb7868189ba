package io.chorus.standalone.explain;

import io.chorus.contracts.Explanation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** A {@link Story} for the terminal. */
public final class StoryText {
  private static final int SHOWN = 100;
  private static final int NANO = 9;
  private static final int DIGITS = 6;

  private final StringBuilder text = new StringBuilder();

  private StoryText() {}

  public static String of(Story story) {
    StoryText told = new StoryText();
    told.task(story);
    if (story.planned() != null) {
      told.planned(story.planned());
    }
    story.asks().forEach(told::ask);
    told.steps(story.steps());
    told.end(story);
    return told.text.toString();
  }

  private void task(Story story) {
    String name = story.customId() == null ? "" : "   " + story.customId();
    line("task", "%s%s", story.taskId(), name);
    line("", "%s lane · %s · data class %s", story.lane(), story.model(), story.dataClass());
  }

  private void planned(Explanation.Planned planned) {
    line(
        "understood",
        "%s (%.2f, else %s) · %s · difficulty %.2f · answer: %s   [analyzer %s, grader %s]",
        planned.kind(),
        planned.confidence(),
        planned.secondKind(),
        planned.language(),
        planned.difficulty(),
        planned.form(),
        planned.analyzer(),
        planned.grader());
    line("planned", "%s   [rule %s, policy %d]", planned.why(), planned.rule(), planned.policy());
    line(
        "",
        "%s · %d calls, %d rounds at most · bar %.2f · about $%s",
        String.join(", ", planned.engines()),
        planned.calls(),
        planned.rounds(),
        planned.quality(),
        usd(planned.estimatedNanoUsd()));
    if (planned.learned() != null) {
      line("", "by their records %s would be first", planned.learned());
    }
    if (!planned.out().isEmpty()) {
      line("", "out at the time: %s", String.join(", ", planned.out()));
    }
  }

  private void ask(Story.Ask ask) {
    line(
        "ask " + ask.round() + "/" + ask.slot() + "/" + ask.number(),
        "%-9s %-24s %s in %,d ms · %d + %d tokens · $%s%s",
        ask.engine(),
        ask.model(),
        ask.outcome(),
        ask.milliseconds(),
        ask.tokensIn(),
        ask.tokensOut(),
        usd(ask.costNanoUsd()),
        grade(ask.judged()));
    if (ask.text() != null) {
      line("", "  %s", oneLine(ask.text()));
    }
  }

  private static String grade(Explanation.Judged judged) {
    if (judged == null) {
      return "";
    }
    String value = judged.value() == 0 ? "" : " · value " + judged.value();
    return " · grade " + grade(judged.score(), judged.reasons()) + value;
  }

  private static String grade(double score, List<String> reasons) {
    String why = reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")";
    return String.format(Locale.ROOT, "%.2f", score) + why;
  }

  private void steps(List<String> steps) {
    for (int i = 0; i < steps.size(); i++) {
      line(i == 0 ? "steps" : "", "%s", steps.get(i));
    }
  }

  private void end(Story story) {
    if (story.state() == null) {
      line("open", "%d asks so far · $%s", story.asks().size(), usd(story.costNanoUsd()));
      return;
    }
    String state = story.state().name().toLowerCase(Locale.ROOT);
    String how =
        story.engine() == null
            ? String.valueOf(story.errorMessage())
            : story.engine() + " · grade " + grade(story.score(), story.reasons());
    line(
        state,
        "%s · %.1f s · %d asks, %d calls saved · $%s",
        how,
        story.seconds(),
        story.asks().size(),
        story.saved(),
        usd(story.costNanoUsd()));
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= SHOWN
        ? line
        : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…";
  }

  private static String usd(long nanoUsd) {
    return BigDecimal.valueOf(nanoUsd, NANO).setScale(DIGITS, RoundingMode.HALF_UP).toPlainString();
  }

  private void line(String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-11s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}

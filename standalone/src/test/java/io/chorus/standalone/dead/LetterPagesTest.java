package io.chorus.standalone.dead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterView;
import io.chorus.connector.postgres.Redrive;
import io.chorus.contracts.Letter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LetterPagesTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final When WHEN = new When(NOW, ZoneOffset.UTC);
  private static final String ID = "019cb8d8-0000-7000-8000-000000000001";

  @Test
  void theTableAlignsWhateverNamesHold() {
    String table =
        LetterPages.table(
            List.of(
                view("short", null),
                view("天😀 \n\u001B[2J a name that is far too long", "SUCCEEDED")),
            WHEN);

    List<String> lines = table.lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).contains("1 min ago", "undeliverable", "short", " -  ");
    assertThat(lines.get(2)).contains("succeeded", "\\u001B").doesNotContain("\u001B");
    assertThat(lines.get(3)).isEqualTo("2 dead letters");
    assertThat(lines.subList(0, 3).stream().map(LetterPagesTest::reasonAt).distinct()).hasSize(1);
  }

  @Test
  void nothingIsSaidOfNoLetters() {
    assertThat(LetterPages.table(List.of(), WHEN)).isEqualTo("no dead letters\n");
    assertThat(new RedriveReport(false).text()).isEqualTo("no dead letters\n");
  }

  @Test
  void aPageTellsAllAndItsBytesLast() {
    LetterView view = view("order-7", "EXPIRED");
    Letter letter =
        new Letter(
            ID,
            Letter.Kind.UNDELIVERABLE,
            "acme",
            "tasks",
            "order-7",
            null,
            null,
            null,
            "late",
            List.of(),
            0,
            List.of(
                new Letter.Past(
                    NOW.toEpochMilli(), "ask 1", "TIMEOUT: \u001B[31mred", 1_500_000_000)),
            "{\u001B}".getBytes(UTF_8),
            3);

    String page =
        LetterPages.page(
            new LetterDesk.Found(view, letter), Outlook.left(view, "holds no task"), WHEN);

    assertThat(page)
        .contains("name      order-7\n", "redrive   holds no task\n", "its task  expired\n")
        .contains("redriven  as task task-1, 2 min ago\n")
        .contains("  2026-03-04 12:00:00.000  ask 1   TIMEOUT: \\u001B[31mred   $1.500000\n")
        .endsWith("bytes (3)\n{\\u001B}\n")
        .doesNotContain("\u001B", "batch ");
  }

  @Test
  void aReportTellsTheFirstOfManyAndCountsAll() {
    RedriveReport report = new RedriveReport(true);

    report.add(
        Stream.generate(() -> Outlook.left(view("a", null), "holds no task"))
            .limit(1_234)
            .toList());

    assertThat(report.left()).isEqualTo(1_234);
    assertThat(report.text())
        .contains("letters   1,234   1,234 left as they are", "0, not sent: a dry run", "  …\n");
    assertThat(report.text().lines().filter(line -> line.contains("holds no task"))).hasSize(20);
  }

  private static int reasonAt(String line) {
    int at = Math.max(line.lastIndexOf("REASON"), line.lastIndexOf("late"));
    return line.codePointCount(0, at);
  }

  private static LetterView view(String name, String state) {
    long now = NOW.toEpochMilli();
    return new LetterView(
        ID,
        Letter.Kind.UNDELIVERABLE,
        "acme",
        "tasks",
        name,
        null,
        null,
        null,
        "late",
        now - 61_000,
        now - 61_000,
        3,
        state == null ? List.of() : List.of(new Redrive("task-1", now - 120_000, now)),
        state);
  }
}

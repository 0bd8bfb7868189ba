package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterFilter;
import io.chorus.connector.postgres.LetterView;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.TaskValidator;
import io.chorus.standalone.dead.Outlook;
import io.chorus.standalone.dead.Prospector;
import io.chorus.standalone.dead.RedriveReport;
import io.chorus.standalone.dead.Redriver;
import io.chorus.standalone.dead.When;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes dead letters of a running system tasks again. */
@Command(
    name = "redrive",
    mixinStandardHelpOptions = true,
    description = "Make dead letters tasks again; what was paid for is not asked again.",
    footer = {
      "",
      "Say which: their ids, filters, or --all. A rejected record is judged anew by the engines there are now.",
      "Exit code 1: a letter that was named stays as it is."
    })
final class DeadRedriveCommand implements Callable<Integer> {
  /** Each may hold some megabytes. */
  private static final int AT_ONCE = 50;

  private static final Duration LATEST = TaskValidator.Limits.DEFAULT.latestDeadline();

  @Parameters(paramLabel = "LETTER", arity = "0..*", description = "Ids of letters.")
  List<String> letterIds = new ArrayList<>();

  @Mixin DataOption data;
  @Mixin EnginesOption engines;
  @Mixin LetterOptions letters;

  @Option(names = "--all", description = "Every dead letter.")
  boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most letters, the newest of them (default: no limit).")
  Integer limit;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      description =
          "How long the tasks have from now, as 90s, 15m, 2h or 3d (default: as at first).")
  String deadline;

  @Option(names = "--dry-run", description = "Only say what would be sent, and what it would cost.")
  boolean dryRun;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LetterFilter filter = letters.filter(When.now());
    checkChoice(filter);
    RedriveReport report = redrive(filter, deadline(), engines.load());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.text());
    out.flush();
    return letterIds.isEmpty() || report.left() == 0 ? 0 : 1;
  }

  private RedriveReport redrive(LetterFilter filter, Duration within, EngineCatalog catalog)
      throws IOException {
    RedriveReport report = new RedriveReport(dryRun);
    try (StoredSystem system = StoredSystem.running(data.folder);
        Database database = Database.open(system.postgres());
        Redriver redriver = new Redriver(database, system.kafka())) {
      LetterDesk desk = new LetterDesk(database);
      Prospector prospector = Prospector.of(database, catalog);
      List<String> ids = ids(desk, filter);
      for (int from = 0; from < ids.size(); from += AT_ONCE) {
        List<String> some = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
        List<Outlook> outlooks = prospector.look(desk.find(some), within);
        report.add(dryRun ? outlooks : redriver.redrive(outlooks));
      }
    }
    return report;
  }

  /** Oldest first, as they would have been asked. */
  private List<String> ids(LetterDesk desk, LetterFilter filter) {
    if (!letterIds.isEmpty()) {
      return known(desk);
    }
    List<String> ids = new ArrayList<>();
    desk.list(filter, limit == null ? Integer.MAX_VALUE : limit).stream()
        .map(LetterView::letterId)
        .forEach(ids::add);
    Collections.reverse(ids);
    return ids;
  }

  private List<String> known(LetterDesk desk) {
    List<String> ids = letterIds.stream().distinct().toList();
    for (String id : ids) {
      if (desk.find(id).isEmpty()) {
        throw new UsageException("there is no dead letter " + id + "; nothing was sent");
      }
    }
    return ids;
  }

  private void checkChoice(LetterFilter filter) {
    boolean filtered = !filter.equals(LetterFilter.ALL) || limit != null;
    int ways = (letterIds.isEmpty() ? 0 : 1) + (filtered ? 1 : 0) + (all ? 1 : 0);
    if (ways != 1) {
      throw new UsageException("say which letters in one way: their ids, filters, or --all");
    }
    if (limit != null && limit < 1) {
      throw new UsageException("--limit is " + limit + "; allowed: 1 or more");
    }
  }

  private Duration deadline() {
    if (deadline == null) {
      return null;
    }
    Duration within = Durations.of("--deadline", deadline);
    if (within.compareTo(LATEST) > 0) {
      throw new UsageException(
          "--deadline is too far away; allowed: up to " + LATEST.toDays() + "d");
    }
    return within;
  }
}

package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.Spend;
import io.chorus.connector.postgres.Spend.Dimension;
import io.chorus.connector.postgres.Spend.Line;
import io.chorus.standalone.spend.Format;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the ledger of a system has paid, whether it runs or not. */
@Command(
    name = "spend",
    mixinStandardHelpOptions = true,
    description =
        "Show what calls have cost, and apart from it what calls that were cut off may have cost.")
final class SpendCommand implements Callable<Integer> {
  @Mixin DataOption data;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      split = ",",
      defaultValue = "tenant,engine,model",
      description =
          "Told apart by tenant, project (a label of the task), engine, model or day "
              + "(default: ${DEFAULT-VALUE}).")
  List<String> by;

  @Option(names = "--from", paramLabel = "DAY", description = "First day (UTC), as 2026-11-25.")
  String from;

  @Option(names = "--to", paramLabel = "DAY", description = "Last day (UTC), as 2026-11-25.")
  String to;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  String format;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<Dimension> dimensions =
        by.stream().map(name -> one("--by", name, Dimension.values())).distinct().toList();
    Format form = one("--format", format, Format.values());
    Instant first = from == null ? Instant.EPOCH : day("--from", from, 0);
    Instant end = to == null ? Instant.now().plusSeconds(1) : day("--to", to, 1);
    PrintWriter out = spec.commandLine().getOut();
    out.print(form.of(dimensions, spent(dimensions, first, end)));
    out.flush();
    return 0;
  }

  private List<Line> spent(List<Dimension> dimensions, Instant first, Instant end)
      throws IOException {
    try (StoredSystem system = StoredSystem.openTables(data.folder);
        Database database = Database.open(system.postgres())) {
      database.migrate();
      return new Spend(database).spent(dimensions, null, first, end);
    }
  }

  private static <E extends Enum<E>> E one(String option, String name, E[] values) {
    return Arrays.stream(values)
        .filter(value -> wireName(value).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    option
                        + " is '"
                        + name
                        + "'; allowed: "
                        + Arrays.stream(values)
                            .map(SpendCommand::wireName)
                            .collect(Collectors.joining(", "))));
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Instant day(String option, String text, int later) {
    try {
      return LocalDate.parse(text).plusDays(later).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new UsageException(option + " is '" + text + "'; allowed: a day as 2026-11-25", e);
    }
  }
}

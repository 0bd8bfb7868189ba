package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterFilter;
import io.chorus.connector.postgres.LetterView;
import io.chorus.standalone.dead.LetterPages;
import io.chorus.standalone.dead.When;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists dead letters of a system, whether it runs or not. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List dead letters, newest first, without what they hold.")
final class DeadListCommand implements Callable<Integer> {
  @Mixin DataOption data;
  @Mixin LetterOptions letters;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Most letters to list (default: ${DEFAULT-VALUE}).")
  int limit;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write them as a JSON array, a letter a line.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    When when = When.now();
    LetterFilter filter = letters.filter(when);
    if (limit < 1) {
      throw new UsageException("--limit is " + limit + "; allowed: 1 or more");
    }
    List<LetterView> found = list(filter);
    JsonFiles.writeList(json, found);
    PrintWriter out = spec.commandLine().getOut();
    out.print(LetterPages.table(found, when));
    out.flush();
    return 0;
  }

  private List<LetterView> list(LetterFilter filter) throws IOException {
    try (StoredSystem system = StoredSystem.openTables(data.folder);
        Database database = Database.open(system.postgres())) {
      database.migrate();
      return new LetterDesk(database).list(filter, limit);
    }
  }
}

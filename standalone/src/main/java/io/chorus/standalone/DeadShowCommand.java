package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.contracts.EngineCatalog;
import io.chorus.standalone.dead.LetterPages;
import io.chorus.standalone.dead.Prospector;
import io.chorus.standalone.dead.When;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter of a system, whether it runs or not. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show one dead letter: why, what was tried, and its bytes.")
final class DeadShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "LETTER", description = "Its id.")
  String letterId;

  @Mixin DataOption data;
  @Mixin EnginesOption engines;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    String page = page(engines.load());
    PrintWriter out = spec.commandLine().getOut();
    out.print(page);
    out.flush();
    return 0;
  }

  private String page(EngineCatalog catalog) throws IOException {
    try (StoredSystem system = StoredSystem.openTables(data.folder);
        Database database = Database.open(system.postgres())) {
      database.migrate();
      LetterDesk desk = new LetterDesk(database);
      LetterDesk.Found found =
          desk.find(letterId)
              .orElseThrow(() -> new UsageException("there is no dead letter " + letterId));
      Prospector prospector = Prospector.of(database, catalog);
      return LetterPages.page(found, prospector.look(List.of(found), null).get(0), When.now());
    }
  }
}

package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.TaskQueries;
import io.chorus.contracts.Json;
import io.chorus.standalone.explain.Story;
import io.chorus.standalone.explain.StoryText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how one task came to its end, whether the system runs or not. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Tell what was asked of whom for a task, why, and what came of it.")
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TASK", description = "Its id, or the name that its submitter gave it.")
  String task;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description = "Folder of the system (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(names = "--json", description = "Print it as JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Story story = story();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.writeText(story));
    } else {
      out.print(StoryText.of(story));
    }
    out.flush();
    return 0;
  }

  private Story story() throws IOException {
    try (StoredSystem system = StoredSystem.open(folder);
        Database database = Database.open(system.postgres())) {
      return Story.read(new TaskQueries(database), task)
          .orElseThrow(() -> new UsageException("there is no task '" + task + "' in " + folder));
    }
  }
}

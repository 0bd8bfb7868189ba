package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on batches of a running system. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Give a running system a file of tasks, and look after it.")
final class BatchCommand extends CommandGroup {
  private static final String PATH = "/v1/batches";
  private static final String OWN = "own";

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Upload an OpenAI batch input file, and show the id of its batch.")
  int create(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "FILE", description = "Lines of JSON.") Path file,
      @Option(
              names = "--resume",
              paramLabel = "BATCH",
              description =
                  "An ended batch of any day: what it has of the same lines costs no call.")
          String resumed)
      throws IOException, InterruptedException {
    SubmittedFile submitted = SubmittedFile.submit(api.client(), file, resumed);
    form.show(spec, submitted.created(), submitted.batch());
    return 0;
  }

  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Show a batch as it is, as JSON.")
  int get(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "BATCH", description = "Its id.") String id)
      throws IOException, InterruptedException {
    JsonNode batch = api.client().get(path(id));
    form.show(spec, batch, batch.toPrettyString());
    return 0;
  }

  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = "Follow a batch until it ends, and fetch what came of it.")
  int watch(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "BATCH", description = "Its id.") String id,
      @Option(names = "--out", paramLabel = "OUT", description = "Where its answers go.") Path out)
      throws IOException, InterruptedException {
    SubmittedFile.check(out, null);
    return SubmittedFile.of(api.client(), id).follow(spec, form, out);
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List the newest batches.")
  int list(@Mixin ApiOption api, @Mixin JsonOption form) throws IOException, InterruptedException {
    form.show(
        this,
        api.client().get(PATH + "?limit=100"),
        String.format("%-38s %-12s %8s %8s %8s", "BATCH", "STATUS", "LINES", "DONE", "FAILED"),
        batch ->
            String.format(
                Locale.ROOT,
                "%-38s %-12s %8d %8d %8d",
                batch.path("id").asText(),
                batch.path("status").asText(),
                batch.at("/request_counts/total").asLong(),
                batch.at("/request_counts/completed").asLong(),
                batch.at("/request_counts/failed").asLong()));
    return 0;
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Let what has not ended end cancelled.")
  int cancel(@Mixin ApiOption api, @Mixin JsonOption form, @Mixin Name batch)
      throws IOException, InterruptedException {
    JsonNode told = api.client().post(path(batch.id) + "/cancel", Map.of());
    form.show(spec, told, batch.id + " is " + told.path("status").asText("being cancelled"));
    return 0;
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Let nothing more of it leave for an engine.")
  int pause(@Mixin ApiOption api, @Mixin JsonOption form, @Mixin Name batch)
      throws IOException, InterruptedException {
    String words = "is paused; what is on its way to an engine ends as it would";
    return tell(api, form, batch, "pause", Map.of(), words);
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Let a paused batch go on.")
  int resume(@Mixin ApiOption api, @Mixin JsonOption form, @Mixin Name batch)
      throws IOException, InterruptedException {
    return tell(api, form, batch, "resume", Map.of(), "goes on");
  }

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      description = "Let what waits of it wait in another lane.")
  int move(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Mixin Name batch,
      @Parameters(
              index = "1",
              paramLabel = "LANE",
              description = "priority, standard or batch; own for its own again.")
          String lane)
      throws IOException, InterruptedException {
    Map<String, String> wish = new HashMap<>();
    wish.put("lane", lane.equals(OWN) ? null : lane);
    String words = "waits in " + (lane.equals(OWN) ? "its own lane" : lane);
    return tell(api, form, batch, "move", wish, words);
  }

  private int tell(
      ApiOption api, JsonOption form, Name batch, String verb, Map<String, ?> wish, String words)
      throws IOException, InterruptedException {
    JsonNode told = api.client().post(path(batch.id) + "/" + verb, wish);
    form.show(spec, told, batch.id + " " + words);
    return 0;
  }

  /** Which batch is meant. */
  static final class Name {
    @Parameters(
        index = "0",
        paramLabel = "BATCH",
        description = "Its id, or the name that tasks have in common.")
    String id;
  }

  private static String path(String id) {
    return PATH + "/" + ApiClient.segment(id);
  }
}

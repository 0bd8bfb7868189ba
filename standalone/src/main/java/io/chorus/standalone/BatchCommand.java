package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Upload an OpenAI batch input file, and show the id of its batch.")
  int create(
      @Mixin ApiOption api,
      @Parameters(paramLabel = "FILE", description = "Lines of JSON.") Path file,
      @Option(
              names = "--resume",
              paramLabel = "BATCH",
              description =
                  "An ended batch of any day: what it has of the same lines costs no call.")
          String resumed)
      throws IOException, InterruptedException {
    say("%s%n", SubmittedFile.submit(api.client(), file, resumed).batch());
    return 0;
  }

  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Show a batch as it is, as JSON.")
  int get(
      @Mixin ApiOption api, @Parameters(paramLabel = "BATCH", description = "Its id.") String id)
      throws IOException, InterruptedException {
    say("%s%n", api.client().get(path(id)).toPrettyString());
    return 0;
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
  int cancel(
      @Mixin ApiOption api, @Parameters(paramLabel = "BATCH", description = "Its id.") String id)
      throws IOException, InterruptedException {
    JsonNode batch = api.client().post(path(id) + "/cancel", Map.of());
    say("%s is %s%n", id, batch.path("status").asText("cancelled"));
    return 0;
  }

  private static String path(String id) {
    return PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }
}

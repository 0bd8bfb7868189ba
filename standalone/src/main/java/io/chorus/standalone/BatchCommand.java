package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      @Parameters(paramLabel = "FILE", description = "Lines of JSON.") Path file)
      throws IOException, InterruptedException {
    if (!Files.isReadable(file)) {
      throw new UsageException(file + " can't be read; allowed: an OpenAI batch input file");
    }
    String input = api.client().upload("/v1/files", "batch", file).path("id").asText();
    Map<String, String> order =
        Map.of(
            "input_file_id", input, "endpoint", "/v1/chat/completions", "completion_window", "24h");
    say("%s%n", api.client().post(PATH, order).path("id").asText());
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
  int list(@Mixin ApiOption api) throws IOException, InterruptedException {
    say("%-38s %-12s %8s %8s %8s%n", "BATCH", "STATUS", "LINES", "DONE", "FAILED");
    for (JsonNode batch : api.client().get(PATH).path("data")) {
      JsonNode counts = batch.path("request_counts");
      say(
          "%-38s %-12s %8d %8d %8d%n",
          batch.path("id").asText(),
          batch.path("status").asText(),
          counts.path("total").asLong(),
          counts.path("completed").asLong(),
          counts.path("failed").asLong());
    }
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

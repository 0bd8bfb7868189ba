package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** A file of tasks that is given to a running system as a batch. */
final class SubmittedFile {
  private static final String BATCHES = "/v1/batches";
  private static final Set<String> ENDED = Set.of("completed", "failed", "expired", "cancelled");
  private static final String ERRORS = ".errors.jsonl";
  private static final long POLL_MS = 500;

  private final ApiClient client;
  private final JsonNode created;

  private SubmittedFile(ApiClient client, JsonNode created) {
    this.client = client;
    this.created = created;
  }

  /**
   * Uploads a file and makes a batch of it.
   *
   * @param resumed the batch that it resumes, or null
   * @throws UsageException where the file can't be read, or is refused
   */
  static SubmittedFile submit(ApiClient client, Path file, String resumed)
      throws IOException, InterruptedException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UsageException(file + " can't be read; allowed: an OpenAI batch input file");
    }
    String input = client.upload("/v1/files", "batch", file).path("id").asText();
    Map<String, String> order = new HashMap<>();
    order.put("input_file_id", input);
    order.put("endpoint", "/v1/chat/completions");
    order.put("completion_window", "24h");
    if (resumed != null) {
      order.put("resume", resumed);
    }
    return new SubmittedFile(client, client.post(BATCHES, order));
  }

  /** One that was given to it before. */
  static SubmittedFile of(ApiClient client, String batch) throws IOException, InterruptedException {
    return new SubmittedFile(client, client.get(BATCHES + "/" + ApiClient.segment(batch)));
  }

  /**
   * Says what is wrong before anything is sent.
   *
   * @param out where answers will go; null for nowhere
   * @param input that must stay as it is; null for none
   * @throws UsageException where a folder, or the input itself, would be replaced
   */
  static void check(Path out, Path input) throws IOException {
    if (out == null) {
      return;
    }
    if (Files.isDirectory(out)) {
      throw new UsageException("--out: " + out + " is a folder; allowed: a file");
    }
    for (Path written : List.of(out, errors(out))) {
      if (isThere(input) && isThere(written) && Files.isSameFile(written, input)) {
        throw new UsageException("--out: " + written + " is --file; allowed: another file");
      }
    }
  }

  /** What the system calls the batch. */
  String batch() {
    return created.path("id").asText();
  }

  /** The batch as it was at first. */
  JsonNode created() {
    return created;
  }

  /**
   * Waits until the batch has ended, and tells how far it is and what came of it.
   *
   * @param out where answers go, and what has none beside it; null for nowhere
   * @return 0 where every line is answered, else 1
   */
  int follow(CommandSpec spec, JsonOption form, Path out) throws IOException, InterruptedException {
    JsonNode ended = fetched(spec.commandLine().getErr(), out);
    for (JsonNode problem : ended.at("/errors/data")) {
      spec.commandLine().getErr().println("chorus: " + problem.path("message").asText());
    }
    String status = ended.path("status").asText();
    long total = ended.at("/request_counts/total").asLong();
    long answered = ended.at("/request_counts/completed").asLong();
    form.show(spec, ended, "%s: %d of %d tasks answered".formatted(status, answered, total));
    return status.equals("completed") && answered == total ? 0 : 1;
  }

  private JsonNode fetched(PrintWriter err, Path out) throws IOException, InterruptedException {
    try {
      JsonNode ended = ended(err);
      if (out != null) {
        download(ended.path("output_file_id"), out);
        download(ended.path("error_file_id"), errors(out));
      }
      return ended;
    } catch (IOException e) {
      String again = "./chorus batch watch " + batch() + (out == null ? "" : " --out " + out);
      throw new IOException(Failures.sentence(e) + "; '" + again + "' follows it", e);
    }
  }

  private JsonNode ended(PrintWriter err) throws IOException, InterruptedException {
    try (TerminalProgress progress = new TerminalProgress(err)) {
      while (true) {
        JsonNode now = client.getPatiently(BATCHES + "/" + batch());
        JsonNode counts = now.path("request_counts");
        progress.submitted(counts.path("total").asLong());
        progress.finished(counts.path("completed").asLong() + counts.path("failed").asLong());
        if (ENDED.contains(now.path("status").asText())) {
          return now;
        }
        Thread.sleep(POLL_MS);
      }
    }
  }

  /** What another batch has left there is none of this one's. */
  private void download(JsonNode id, Path file) throws IOException, InterruptedException {
    if (id.isTextual()) {
      client.download("/v1/files/" + id.asText() + "/content", file);
    } else {
      Files.deleteIfExists(file);
    }
  }

  private static boolean isThere(Path file) {
    return file != null && Files.exists(file);
  }

  private static Path errors(Path out) {
    return out.resolveSibling(out.getFileName() + ERRORS);
  }
}

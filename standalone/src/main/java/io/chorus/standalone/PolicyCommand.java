package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.Policy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a running system a newer policy. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Change how a running system asks tasks: from now on, without a restart.")
final class PolicyCommand implements Callable<Integer> {
  private static final int ACCEPTED = 202;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(paramLabel = "FILE", description = "The policy, with a higher version.")
  Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description = "Folder of the system (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("FILE", file);
    Policy policy = policy();
    HttpResponse<String> reply = post(SystemInfo.read(folder), policy);
    JsonNode body = Json.read(reply.body(), JsonNode.class);
    if (reply.statusCode() != ACCEPTED) {
      throw new UsageException(body.path("error").path("message").asText());
    }
    spec.commandLine().getOut().println("policy " + policy.version() + " counts from now on");
    spec.commandLine().getOut().flush();
    return 0;
  }

  private Policy policy() throws IOException {
    try {
      return Policy.load(file);
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }

  private static HttpResponse<String> post(SystemInfo system, Policy policy) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(system.baseUrl() + "/policy"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + system.apiKey())
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(policy.toYaml()))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}

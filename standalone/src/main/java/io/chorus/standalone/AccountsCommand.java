package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the accounts in whose names engines are asked. */
@Command(
    name = "accounts",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "List, put and remove accounts at engines, while the jobs run.")
final class AccountsCommand extends CommandGroup {
  private static final String PATH = "/v1/accounts";
  private static final String DONE = "the jobs know within two seconds";
  private static final String ROW = "%-12s %-20s %-36s %s";

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List all accounts: where their keys are, and what they may take.")
  int list(@Mixin ApiOption api, @Mixin JsonOption form) throws IOException, InterruptedException {
    form.show(
        this,
        api.admin().get(PATH),
        ROW.formatted("ENGINE", "ACCOUNT", "KEY", "LIMITS"),
        account ->
            ROW.formatted(
                account.path("engine").asText(),
                account.path("id").asText(),
                account.path("key").asText(),
                limits(account.path("limits"))));
    return 0;
  }

  private static String limits(JsonNode limits) {
    StringJoiner shown = new StringJoiner(", ");
    shown.setEmptyValue("none");
    limits
        .properties()
        .forEach(limit -> shown.add(limit.getKey() + " " + limit.getValue().asText()));
    return shown.toString();
  }

  @Command(
      name = "put",
      mixinStandardHelpOptions = true,
      description = "Add an account, or change one; the jobs know within two seconds.")
  int put(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "ENGINE", description = "As in the engine catalog.") String engine,
      @Parameters(paramLabel = "ACCOUNT", description = "Its name.") String id,
      @Option(
              names = "--key",
              paramLabel = "REFERENCE",
              required = true,
              description = "Where its key is: env:NAME or file:PATH, as the engine job sees it.")
          String key,
      @Option(
              names = "--limit",
              paramLabel = "LIMIT=N",
              description =
                  "What it may take: requests_per_minute, tokens_per_minute, requests_per_day,"
                      + " concurrency. May be repeated.")
          Map<String, Long> limits,
      @Option(
              names = "--window",
              paramLabel = "WINDOW",
              description = "How its provider counts a minute: bucket or minute.")
          String window)
      throws IOException, InterruptedException {
    Map<String, Object> allowed = new LinkedHashMap<>();
    if (limits != null) {
      allowed.putAll(limits);
    }
    if (window != null) {
      allowed.put("window", window);
    }
    Map<String, Object> account = Map.of("engine", engine, "id", id, "key", key, "limits", allowed);
    form.show(spec, api.admin().post(PATH, account), DONE);
    return 0;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Take an account out of use, a declared one too, until it is put again.")
  int remove(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "ENGINE", description = "As in the engine catalog.") String engine,
      @Parameters(paramLabel = "ACCOUNT", description = "Its name.") String id)
      throws IOException, InterruptedException {
    String path = PATH + "/" + ApiClient.segment(engine) + "/" + ApiClient.segment(id);
    form.show(spec, api.admin().delete(path), DONE);
    return 0;
  }
}

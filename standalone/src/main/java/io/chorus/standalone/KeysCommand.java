package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on API keys. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Make, list, rotate and revoke API keys of a running system.")
final class KeysCommand extends CommandGroup {
  private static final String PATH = "/v1/keys";
  private static final String ROW = "%-18s %-16s %-9s %-18s %-9s %s";

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Make a key and show it, this once.")
  int create(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              description = "Whose key it is (default: the tenant of the key that makes it).")
          String tenant,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "user",
              description =
                  "What it is for: user, admin (of its tenant), operator, finance or auditor"
                      + " (default: ${DEFAULT-VALUE}).")
          String role,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              split = ",",
              description = "What it allows of that: read, write, … (default: all).")
          List<String> scopes,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "How long it opens anything, as 30d; for ever where not given.")
          String expires)
      throws IOException, InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("name", name);
    order.put("role", role);
    if (tenant != null) {
      order.put("tenant", tenant);
    }
    if (scopes != null) {
      order.put("scopes", scopes);
    }
    if (expires != null) {
      order.put("expires_in_seconds", seconds("--expires", expires));
    }
    made(form, api.admin().post(PATH, order));
    return 0;
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Make a key like another, which goes on opening for a while.")
  int rotate(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "KEY", description = "Its id, as 'keys list' shows it.") String id,
      @Option(
              names = "--grace",
              paramLabel = "TIME",
              defaultValue = "1d",
              description = "How long the old one still opens (default: ${DEFAULT-VALUE}).")
          String grace)
      throws IOException, InterruptedException {
    made(
        form,
        api.admin().post(path(id) + "/rotate", Map.of("grace_seconds", seconds("--grace", grace))));
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Let a key open nothing any more, at every replica within two seconds.")
  int revoke(
      @Mixin ApiOption api,
      @Mixin JsonOption form,
      @Parameters(paramLabel = "KEY", description = "Its id, as 'keys list' shows it.") String id)
      throws IOException, InterruptedException {
    JsonNode revoked = api.admin().post(path(id) + "/revoke", Map.of());
    form.show(spec, revoked, id + " opens nothing any more");
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List all keys, without the keys themselves.")
  int list(@Mixin ApiOption api, @Mixin JsonOption form) throws IOException, InterruptedException {
    form.show(
        this,
        api.admin().get(PATH),
        ROW.formatted("KEY", "TENANT", "ROLE", "SCOPES", "STATE", "NAME"),
        key ->
            ROW.formatted(
                key.path("id").asText(),
                key.path("tenant").asText(),
                key.path("role").asText(),
                scopes(key),
                state(key),
                key.path("name").asText().replaceAll("\\p{Cntrl}", "?")));
    return 0;
  }

  private static String path(String id) {
    return PATH + "/" + ApiClient.segment(id);
  }

  private static String scopes(JsonNode key) {
    StringBuilder scopes = new StringBuilder();
    key.path("scopes")
        .forEach(scope -> scopes.append(scopes.isEmpty() ? "" : ",").append(scope.asText()));
    return scopes.toString();
  }

  private static String state(JsonNode key) {
    if (key.hasNonNull("revoked_at")) {
      return "revoked";
    }
    boolean over =
        key.hasNonNull("expires_at")
            && key.path("expires_at").asLong() <= Instant.now().getEpochSecond();
    return over ? "expired" : "valid";
  }

  private void made(JsonOption form, JsonNode key) {
    String end =
        key.hasNonNull("expires_at")
            ? ", until "
                + Instant.ofEpochSecond(key.path("expires_at").asLong())
                    .truncatedTo(ChronoUnit.SECONDS)
            : "";
    form.show(
        spec,
        key,
        String.format(
            "%s%n  of tenant %s, as %s, to %s%s%n"
                + "  it is shown this once and kept nowhere; its id is %s",
            key.path("key").asText(),
            key.path("tenant").asText(),
            key.path("role").asText(),
            scopes(key).replace(",", " and "),
            end,
            key.path("id").asText()));
  }

  private static long seconds(String option, String text) {
    return Durations.of(option, text).toSeconds();
  }
}

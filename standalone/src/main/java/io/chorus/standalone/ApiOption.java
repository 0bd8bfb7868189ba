package io.chorus.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * Which system a command speaks to: the one that runs on a data folder, or, where {@code
 * CHORUS_BASE_URL} or {@code CHORUS_ADMIN_URL} says so, one anywhere.
 */
final class ApiOption {
  private static final String BASE_URL = "CHORUS_BASE_URL";
  private static final String ADMIN_URL = "CHORUS_ADMIN_URL";
  private static final String API_KEY = "CHORUS_API_KEY";
  private static final String URL_FORM =
      " is no URL; allowed: https://HOST/v1, or http, without user, query and fragment";
  private static final long PAUSE_MS = 500;
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]*");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description =
          "Folder of the running system (default: ${DEFAULT-VALUE}). Another system is named by the"
              + " environment: CHORUS_BASE_URL, CHORUS_ADMIN_URL and CHORUS_API_KEY.")
  Path folder;

  private final Map<String, String> environment;
  private final long pauseMs;

  ApiOption() {
    this(System.getenv(), PAUSE_MS);
  }

  /**
   * @param pauseMs before what failed is tried again
   */
  ApiOption(Map<String, String> environment, long pauseMs) {
    this.environment = environment;
    this.pauseMs = pauseMs;
  }

  /**
   * The API that clients use.
   *
   * @throws UsageException where there is no such system
   */
  ApiClient client() throws IOException {
    return client(BASE_URL, ADMIN_URL, SystemInfo::baseUrl);
  }

  /**
   * The API of operators and admins.
   *
   * @throws UsageException as {@link #client}
   */
  ApiClient admin() throws IOException {
    return client(ADMIN_URL, BASE_URL, SystemInfo::adminUrl);
  }

  /** Where one of the two names another system, the local one is not meant. */
  private ApiClient client(String variable, String other, Function<SystemInfo, String> url)
      throws IOException {
    if (environment.containsKey(variable)) {
      return new ApiClient(named(variable), key(), variable, pauseMs);
    }
    if (environment.containsKey(other)) {
      throw new UsageException(
          variable + " is missing: this command needs it, and " + other + " names another system");
    }
    SystemInfo system = SystemInfo.read(folder);
    String key = key();
    return new ApiClient(
        URI.create(url.apply(system)), key.isEmpty() ? system.apiKey() : key, variable, pauseMs);
  }

  private URI named(String variable) {
    try {
      URI url = URI.create(environment.get(variable).strip());
      if (url.getHost() != null && SCHEMES.contains(url.getScheme()) && isPlain(url)) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(variable + URL_FORM, e);
    }
    throw new UsageException(variable + URL_FORM);
  }

  /** What else it says might be a secret, and URLs are shown. */
  private static boolean isPlain(URI url) {
    return url.getRawUserInfo() == null
        && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }

  /** Checked here: whoever builds a request of it would show it with what is wrong. */
  private String key() {
    String key = environment.getOrDefault(API_KEY, "").strip();
    if (!KEY.matcher(key).matches()) {
      throw new UsageException(API_KEY + " is no key; allowed: visible characters of ASCII");
    }
    return key;
  }
}

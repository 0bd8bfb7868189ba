package io.chorus.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * Which system a command speaks to: the one that runs on a data folder, or, where {@code
 * CHORUS_BASE_URL} says so, one anywhere.
 */
final class ApiOption {
  private static final String BASE_URL = "CHORUS_BASE_URL";
  private static final String ADMIN_URL = "CHORUS_ADMIN_URL";
  private static final String API_KEY = "CHORUS_API_KEY";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description =
          "Folder of the running system (default: ${DEFAULT-VALUE}). Another system is named by the"
              + " environment: CHORUS_BASE_URL and CHORUS_API_KEY.")
  Path folder;

  /**
   * The API that clients use.
   *
   * @throws UsageException where there is no such system
   */
  ApiClient client() throws IOException {
    return client(BASE_URL, SystemInfo::baseUrl);
  }

  /** The API of operators. */
  ApiClient admin() throws IOException {
    return client(ADMIN_URL, SystemInfo::adminUrl);
  }

  private ApiClient client(String variable, Function<SystemInfo, String> url) throws IOException {
    String named = System.getenv(variable);
    if (named != null) {
      return new ApiClient(URI.create(named), System.getenv().getOrDefault(API_KEY, ""));
    }
    SystemInfo system = SystemInfo.read(folder);
    return new ApiClient(URI.create(url.apply(system)), system.apiKey());
  }
}

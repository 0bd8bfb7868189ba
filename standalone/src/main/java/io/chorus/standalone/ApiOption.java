package io.chorus.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
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
    Map<String, String> environment = System.getenv();
    return environment.containsKey(BASE_URL)
        ? of(environment, BASE_URL)
        : new ApiClient(URI.create(running().baseUrl()), running().apiKey());
  }

  /** The API of operators. */
  ApiClient admin() throws IOException {
    Map<String, String> environment = System.getenv();
    return environment.containsKey(ADMIN_URL)
        ? of(environment, ADMIN_URL)
        : new ApiClient(URI.create(running().adminUrl()), running().apiKey());
  }

  private static ApiClient of(Map<String, String> environment, String url) {
    return new ApiClient(URI.create(environment.get(url)), environment.getOrDefault(API_KEY, ""));
  }

  private SystemInfo running() throws IOException {
    return SystemInfo.of(folder)
        .orElseThrow(
            () ->
                new UsageException(
                    "no system runs on "
                        + folder
                        + "; start one with './chorus up', say --data DIR, or name another in "
                        + BASE_URL));
  }
}

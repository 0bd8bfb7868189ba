package io.chorus.standalone.bench.door;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk (Debian's package of that name), as a child process. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: [0-9]+");

  /** The key is in the script, for its owner only, and not on the command line. */
  private static final String SCRIPT =
      """
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
      wrk.headers["Authorization"] = "Bearer %s"
      wrk.body = '%s'
      """;

  private Wrk() {}

  /**
   * Requests a second, all of them answered with 2xx.
   *
   * @throws IOException where wrk is not installed, or a request was refused
   */
  static double post(URI url, String key, String body, int connections, int seconds)
      throws IOException, InterruptedException {
    Path script =
        Files.createTempFile(
            "wrk",
            ".lua",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(script, SCRIPT.formatted(key, body));
      return rate(
          new ProcessBuilder(
              "wrk",
              "-t1",
              "-c" + connections,
              "-d" + seconds + "s",
              "-s",
              script.toString(),
              url.toString()));
    } finally {
      Files.delete(script);
    }
  }

  private static double rate(ProcessBuilder wrk) throws IOException, InterruptedException {
    Process process = started(wrk.redirectErrorStream(true));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(said);
    if (process.waitFor() != 0 || !rate.find()) {
      throw new IOException("wrk failed: " + said);
    }
    Matcher refused = REFUSED.matcher(said);
    if (refused.find()) {
      throw new IOException("the figure would be wrong: " + refused.group());
    }
    return Double.parseDouble(rate.group(1));
  }

  private static Process started(ProcessBuilder wrk) throws IOException {
    try {
      return wrk.start();
    } catch (IOException e) {
      throw new IOException("wrk is needed for this; apt-get install wrk", e);
    }
  }
}

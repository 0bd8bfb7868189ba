package io.chorus.connector.s3;

import io.chorus.contracts.SecretRef;
import java.net.URI;
import java.util.Set;

/**
 * Where S3 is, and who we are there. Nobody who calls the API has a say in it. Immutable.
 *
 * @param endpoint {@code https://HOST[:PORT]}, or http
 * @param region {@code us-east-1} where it is null, as servers of one's own want it
 * @param accessKey resolved when a client is opened
 * @param secretKey resolved when a client is opened
 */
public record S3Config(URI endpoint, String region, SecretRef accessKey, SecretRef secretKey) {
  private static final Set<String> SCHEMES = Set.of("https", "http");

  public S3Config {
    region = region == null ? "us-east-1" : region;
    require(isServer(endpoint), "endpoint", "https://HOST or https://HOST:PORT, or http");
    require(!region.isBlank(), "region", "a name, like eu-central-1");
    require(accessKey != null, "access_key", "env:NAME or file:PATH");
    require(secretKey != null, "secret_key", "env:NAME or file:PATH");
  }

  private static boolean isServer(URI url) {
    return url != null
        && url.getHost() != null
        && url.getScheme() != null
        && SCHEMES.contains(url.getScheme())
        && url.getRawUserInfo() == null
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && Set.of("", "/").contains(url.getRawPath());
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'s3." + key + "' is missing or out of range; allowed: " + allowed);
    }
  }
}

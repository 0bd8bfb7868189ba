package io.chorus.ingress.webhook;

import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tenants;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is told what happens, and where that may be. Nobody who calls the API has a say in it.
 * Immutable.
 *
 * @param hosts names of hosts that may be told, as they stand in URLs; their addresses must be
 *     public
 * @param privateHosts names or addresses of hosts that may be told wherever they are, this machine
 *     and its network too
 * @param endpoints who is told
 */
public record WebhookConfig(Set<String> hosts, Set<String> privateHosts, List<Endpoint> endpoints) {
  private static final int MOST_ENDPOINTS = 100;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public WebhookConfig {
    hosts = hosts == null ? Set.of() : Set.copyOf(hosts);
    privateHosts = privateHosts == null ? Set.of() : Set.copyOf(privateHosts);
    endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    require(endpoints.size() <= MOST_ENDPOINTS, "endpoints", "at most " + MOST_ENDPOINTS);
    require(
        endpoints.stream().map(Endpoint::name).distinct().count() == endpoints.size(),
        "endpoints",
        "names that differ");
    for (Endpoint endpoint : endpoints) {
      String host = endpoint.url().getHost().toLowerCase(Locale.ROOT);
      boolean isPrivate = privateHosts.contains(host);
      require(isPrivate || hosts.contains(host), "url", "a host of 'hosts' or 'private_hosts'");
      require(
          isPrivate || "https".equals(endpoint.url().getScheme()),
          "url",
          "https://; http:// only to a host of 'private_hosts'");
    }
  }

  /** No endpoints. */
  public static WebhookConfig none() {
    return new WebhookConfig(null, null, null);
  }

  /** Whether an endpoint's host may be anywhere. */
  boolean mayBePrivate(Endpoint endpoint) {
    return privateHosts.contains(endpoint.url().getHost().toLowerCase(Locale.ROOT));
  }

  /**
   * A server that is told what happens to one tenant's tasks and batches.
   *
   * @param name its name here, for logs; what is told under it stays the same when its URL changes
   * @param secret of the signature: {@code whsec_} and 24 to 64 bytes in Base64
   */
  public record Endpoint(String name, String tenant, URI url, SecretRef secret) {
    public Endpoint {
      require(name != null && NAME.matcher(name).matches(), "name", Tenants.ALLOWED);
      require(Tenants.isName(tenant), "tenant", Tenants.ALLOWED);
      require(
          url != null
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null
              && List.of("https", "http").contains(url.getScheme()),
          "url",
          "https://HOST/PATH without a password");
      require(secret != null, "secret", "env:NAME or file:PATH");
    }
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'webhooks." + key + "' is missing or out of range; allowed: " + allowed);
    }
  }
}

package io.chorus.ingress;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whose tokens open the door besides API keys. Nothing that a token says of itself changes where
 * keys come from or how it is verified. Immutable.
 *
 * @param issuer the provider, as its tokens name it in {@code iss}, to the letter
 * @param jwksUrl where its public keys are, and the only place that is asked for them; https, or
 *     http on this machine
 * @param audience what {@code aud} must hold: the name of this API at the provider
 * @param algorithms of signatures; RS256, PS256 and ES256 where it is null
 * @param clockSkewSeconds how far the provider's clock may be off, 0 to 300; 30 where it is null
 * @param tenantClaim the claim that names the tenant, or a path of names with dots; {@code tenant}
 *     where it is null
 * @param rolesClaim the claim that lists the roles, or a path; {@code roles} where it is null
 */
public record OidcConfig(
    String issuer,
    URI jwksUrl,
    String audience,
    Set<Algorithm> algorithms,
    Integer clockSkewSeconds,
    String tenantClaim,
    String rolesClaim) {
  private static final int USUAL_SKEW_S = 30;
  private static final int MOST_SKEW_S = 300;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /**
   * Signatures of a key that only the provider has. Those of a shared secret are not among them:
   * who verifies could forge.
   */
  public enum Algorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512
  }

  public OidcConfig {
    require(hasText(issuer), "issuer", "the provider's URL as its tokens name it");
    require(isSafe(jwksUrl), "jwks_url", "https://…, or http:// of this machine");
    require(hasText(audience), "audience", "what 'aud' of a token must hold");
    algorithms =
        algorithms == null
            ? EnumSet.of(Algorithm.RS256, Algorithm.PS256, Algorithm.ES256)
            : Set.copyOf(algorithms);
    require(!algorithms.isEmpty(), "algorithms", "one or more");
    clockSkewSeconds = clockSkewSeconds == null ? USUAL_SKEW_S : clockSkewSeconds;
    require(
        clockSkewSeconds >= 0 && clockSkewSeconds <= MOST_SKEW_S,
        "clock_skew_seconds",
        "0 to " + MOST_SKEW_S);
    tenantClaim = tenantClaim == null ? "tenant" : tenantClaim;
    rolesClaim = rolesClaim == null ? "roles" : rolesClaim;
    require(hasText(tenantClaim), "tenant_claim", "a claim's name");
    require(hasText(rolesClaim), "roles_claim", "a claim's name");
  }

  private static boolean hasText(String text) {
    return text != null && !text.isBlank();
  }

  private static boolean isSafe(URI url) {
    return url != null
        && url.getHost() != null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost())));
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'oidc." + key + "' is missing or out of range; allowed: " + allowed);
    }
  }
}

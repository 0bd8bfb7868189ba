package io.chorus.ingress;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.Tenants;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says whose a token is, by the provider's keys and nothing that the token brings along.
 * Thread-safe.
 */
final class TokenJudge {
  /** Longer than any, and no more than headers hold. */
  private static final int LONGEST = 8 << 10;

  private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}]{1,255}");

  /** Null for a token that does not say. */
  private static final Set<JOSEObjectType> TYPES =
      Collections.unmodifiableSet(
          new HashSet<>(Arrays.asList(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null)));

  private final OidcConfig config;
  private final Set<JWSAlgorithm> algorithms;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  TokenJudge(OidcConfig config, JWKSource<SecurityContext> keys, Clock clock) {
    this.config = config;
    this.algorithms =
        config.algorithms().stream()
            .map(algorithm -> JWSAlgorithm.parse(algorithm.name()))
            .collect(Collectors.toSet());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPES));
    processor.setJWTClaimsSetVerifier(new ClaimsVerifier(config, clock));
  }

  private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Clock clock;

    ClaimsVerifier(OidcConfig config, Clock clock) {
      super(
          config.audience(),
          new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
          Set.of("sub", "exp"));
      setMaxClockSkew(config.clockSkewSeconds());
      this.clock = clock;
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }

  /** True where a text may be a token: a key never has dots. */
  static boolean isToken(String text) {
    return text.chars().filter(c -> c == '.').count() == 2;
  }

  /**
   * Reads a token that could be genuine by its form; trusts nothing of it.
   *
   * @throws RefusedException where it can't be
   */
  SignedJWT read(String text) {
    if (text.length() > LONGEST) {
      throw refused("it is longer than " + LONGEST + " characters");
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      check(token.getHeader());
      return token;
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("it is no signed JWT");
    }
  }

  private void check(JWSHeader header) {
    if (!algorithms.contains(header.getAlgorithm())) {
      throw refused("its algorithm is not allowed");
    }
    if (header.getJWKURL() != null
        || header.getX509CertURL() != null
        || header.getJWK() != null
        || header.getX509CertChain() != null) {
      throw refused("it brings its own key along (jku, x5u, jwk or x5c)");
    }
    if (!TYPES.contains(header.getType())) {
      throw refused("its 'typ' is not JWT");
    }
    if (header.getCriticalParams() != null) {
      throw refused("its header has 'crit'");
    }
    if (header.getKeyID() == null) {
      throw refused("its header has no 'kid'");
    }
  }

  /**
   * Who asks with a token.
   *
   * @throws RefusedException where it opens nothing
   */
  Identity judge(SignedJWT token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      String subject = claims.getSubject();
      if (!SUBJECT.matcher(subject).matches()) {
        throw refused("'sub' is no text of 1 to 255 characters");
      }
      return new Identity(tenant(claims), "token:" + subject, scopes(claims));
    } catch (BadJWTException e) {
      throw refused(e.getMessage());
    } catch (BadJOSEException | JOSEException e) {
      throw refused("it is not signed with a key of the provider");
    }
  }

  private String tenant(JWTClaimsSet claims) {
    if (claim(claims, config.tenantClaim()) instanceof String tenant && Tenants.isName(tenant)) {
      return tenant;
    }
    throw refused("its claim '" + config.tenantClaim() + "' names no tenant");
  }

  /** Names that are no roles of ours are others' business. */
  private Set<KeyScope> scopes(JWTClaimsSet claims) {
    Set<KeyScope> scopes = EnumSet.noneOf(KeyScope.class);
    if (claim(claims, config.rolesClaim()) instanceof Collection<?> names) {
      names.forEach(
          name -> Role.named(String.valueOf(name)).ifPresent(r -> scopes.addAll(r.scopes())));
    }
    return scopes;
  }

  /** The claim of a name; else what a path of names with dots leads to. */
  private static Object claim(JWTClaimsSet claims, String name) {
    Object value = claims.getClaim(name);
    if (value != null) {
      return value;
    }
    value = claims.getClaims();
    for (String step : List.of(name.split("\\."))) {
      value = value instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return value;
  }

  private static RefusedException refused(String why) {
    return Refusal.wrongToken(why).asException();
  }
}

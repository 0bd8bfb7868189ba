package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chorus.contracts.KeyScope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenJudgeTest {
  private static final Provider PROVIDER = new Provider();
  private static final RSAKey FOREIGN = Provider.rsa("foreign");
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

  private final TokenJudge judge = judge("tenant", "roles");

  private static TokenJudge judge(String tenantClaim, String rolesClaim) {
    OidcConfig config =
        new OidcConfig(
            Provider.ISSUER,
            URI.create("https://id.example/certs"),
            Provider.AUDIENCE,
            null,
            30,
            tenantClaim,
            rolesClaim);
    return new TokenJudge(
        config,
        (selector, context) -> selector.select(PROVIDER.keys()),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static JWTClaimsSet.Builder claims() {
    return Provider.claims(NOW, "user");
  }

  private static String signed(UnaryOperator<JWTClaimsSet.Builder> change) {
    return PROVIDER.token(change.apply(claims()).build());
  }

  private static String headed(UnaryOperator<JWSHeader.Builder> header) {
    return Provider.token(
        JWSAlgorithm.RS256, h -> header.apply(h.keyID("rsa-1")), PROVIDER.rsa, claims().build());
  }

  private Identity judged(String token) {
    return judge.judge(judge.read(token));
  }

  private void isRefused(String token, String why) {
    assertThatThrownBy(() -> judged(token))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.refusal().status()).isEqualTo(401);
              assertThat(refused.refusal().code()).isEqualTo("invalid_token");
              assertThat(refused.refusal().message()).contains(why);
            });
  }

  @Test
  void aGoodTokenOpensTheTenantOfItsClaim() {
    assertThat(judged(signed(claims -> claims)))
        .isEqualTo(new Identity("acme", "token:ada", Set.of(KeyScope.READ, KeyScope.WRITE)));
  }

  @Test
  void everyAlgorithmOfTheListIsTaken() {
    JWTClaimsSet claims = claims().build();

    assertThat(
            judged(Provider.token(JWSAlgorithm.PS256, h -> h.keyID("rsa-1"), PROVIDER.rsa, claims)))
        .isNotNull();
    assertThat(
            judged(Provider.token(JWSAlgorithm.ES256, h -> h.keyID("ec-1"), PROVIDER.ec, claims)))
        .isNotNull();
  }

  @Test
  void algNoneIsRefused() {
    isRefused(new PlainJWT(claims().build()).serialize(), "no signed JWT");
  }

  @Test
  void hs256WithThePublicKeyAsItsSecretIsRefused() throws Exception {
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims().build());
    forged.sign(new MACSigner(PROVIDER.rsa.toRSAPublicKey().getEncoded()));

    isRefused(forged.serialize(), "algorithm is not allowed");
  }

  @Test
  void anAlgorithmThatIsNotInTheListIsRefused() {
    isRefused(
        Provider.token(JWSAlgorithm.RS512, h -> h.keyID("rsa-1"), PROVIDER.rsa, claims().build()),
        "algorithm is not allowed");
  }

  @Test
  void aWrongAudienceIsRefused() {
    isRefused(signed(claims -> claims.audience("another-api")), "aud");
    isRefused(signed(claims -> claims.audience((String) null)), "aud");
  }

  @Test
  void aWrongIssuerIsRefused() {
    isRefused(signed(claims -> claims.issuer("https://id.example/realms/other")), "iss");
    isRefused(signed(claims -> claims.issuer(null)), "iss");
  }

  @Test
  void anExpiredTokenIsRefusedOnceTheSkewIsOver() {
    assertThat(judged(signed(claims -> claims.expirationTime(at(-29))))).isNotNull();
    isRefused(signed(claims -> claims.expirationTime(at(-31))), "Expired");
    isRefused(signed(claims -> claims.expirationTime(null)), "exp");
  }

  @Test
  void aTokenOfTheFutureIsRefusedUntilTheSkewBegins() {
    assertThat(judged(signed(claims -> claims.notBeforeTime(at(29))))).isNotNull();
    isRefused(signed(claims -> claims.notBeforeTime(at(31))), "before use time");
  }

  private static Date at(long seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  @Test
  void aForeignKeyIsRefused() {
    isRefused(
        Provider.token(JWSAlgorithm.RS256, h -> h.keyID("foreign"), FOREIGN, claims().build()),
        "not signed with a key of the provider");
  }

  @Test
  void aForeignKeyUnderAKnownIdIsRefused() {
    isRefused(
        Provider.token(JWSAlgorithm.RS256, h -> h.keyID("rsa-1"), FOREIGN, claims().build()),
        "not signed with a key of the provider");
  }

  @Test
  void aTokenWithoutKidIsRefused() {
    isRefused(Provider.token(JWSAlgorithm.RS256, h -> h, PROVIDER.rsa, claims().build()), "'kid'");
  }

  @Test
  void jkuIsRefused() {
    isRefused(headed(h -> h.jwkURL(URI.create("https://evil.example/keys"))), "its own key");
  }

  @Test
  void x5uIsRefused() {
    isRefused(headed(h -> h.x509CertURL(URI.create("https://evil.example/cert"))), "its own key");
  }

  @Test
  void anEmbeddedJwkIsRefused() {
    isRefused(
        Provider.token(
            JWSAlgorithm.RS256,
            h -> h.keyID("rsa-1").jwk(FOREIGN.toPublicJWK()),
            FOREIGN,
            claims().build()),
        "its own key");
  }

  @Test
  void critIsRefused() {
    isRefused(headed(h -> h.criticalParams(Set.of("exp"))), "'crit'");
  }

  @Test
  void anotherTypeOfTokenIsRefused() {
    isRefused(headed(h -> h.type(new JOSEObjectType("dpop+jwt"))), "'typ'");
    assertThat(judged(headed(h -> h.type(new JOSEObjectType("at+jwt"))))).isNotNull();
  }

  @Test
  void aTamperedTokenIsRefused() {
    String[] parts = signed(claims -> claims).split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("acme", "evil");
    String changed =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));

    isRefused(parts[0] + "." + changed + "." + parts[2], "not signed");
    isRefused(parts[0] + "." + parts[1] + ".", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a.b.c", "e30.e30.e30", "e30.e30.", "ä.ö.ü"})
  void whatIsNoTokenIsRefused(String text) {
    isRefused(text, "");
  }

  @Test
  void aTokenWithoutEndIsRefusedUnread() {
    isRefused("a".repeat(9_000) + ".b.c", "longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "..", "Acme", "acme/../other", "a b"})
  void whatIsNoTenantsNameIsRefused(String tenant) {
    isRefused(signed(claims -> claims.claim("tenant", tenant)), "'tenant' names no tenant");
  }

  @Test
  void theTenantIsOneTextAndComesFromItsClaimAlone() {
    isRefused(signed(claims -> claims.claim("tenant", List.of("acme", "other"))), "no tenant");
    isRefused(signed(claims -> claims.claim("tenant", null).claim("azp", "acme")), "no tenant");
  }

  @Test
  void claimsMayLieDeep() {
    TokenJudge deep = judge("org.name", "resource_access.chorus.roles");
    String token =
        signed(
            claims ->
                claims
                    .claim("org", Map.of("name", "deep"))
                    .claim(
                        "resource_access",
                        Map.of("chorus", Map.of("roles", List.of("auditor", "offline_access")))));

    assertThat(deep.judge(deep.read(token)))
        .isEqualTo(new Identity("deep", "token:ada", Set.of(KeyScope.AUDIT)));
  }

  @Test
  void rolesAddUpAndThoseOfOthersAreNobodys() {
    assertThat(judged(PROVIDER.token(Provider.claims(NOW, "finance", "auditor").build())).scopes())
        .containsExactlyInAnyOrder(KeyScope.SPEND, KeyScope.AUDIT);
    assertThat(judged(PROVIDER.token(Provider.claims(NOW, "root", "ADMIN").build())).scopes())
        .isEmpty();
    assertThat(judged(signed(claims -> claims.claim("roles", "admin"))).scopes()).isEmpty();
  }

  @Test
  void aTokenWithoutSubjectIsRefused() {
    isRefused(signed(claims -> claims.subject(null)), "sub");
    isRefused(signed(claims -> claims.subject("x".repeat(300))), "'sub'");
    isRefused(signed(claims -> claims.subject("a\0b")), "'sub'");
  }
}

package io.chorus.ingress;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tokens that differ from a genuine one in a single thing, and open nothing. */
final class Forgeries {
  private static final String KEY_ID = "rsa-1";

  private final Map<String, String> all = new HashMap<>();
  private final Provider provider;
  private final JWTClaimsSet genuine;

  private Forgeries(Provider provider, JWTClaimsSet genuine) {
    this.provider = provider;
    this.genuine = genuine;
  }

  /**
   * By what is wrong with them.
   *
   * @param genuine what a token of the provider's would open something with
   */
  static Map<String, String> of(Provider provider, JWTClaimsSet genuine) {
    Forgeries forgeries = new Forgeries(provider, genuine);
    forgeries.add();
    return Map.copyOf(forgeries.all);
  }

  private void add() {
    RSAKey foreign = Provider.rsa("foreign");
    all.put("no token", "a.b.c");
    all.put("alg: none", new PlainJWT(genuine).serialize());
    all.put("HS256 with the public key", byPublicKey());
    claiming("another audience", claims -> claims.audience("another-api"));
    claiming("another issuer", claims -> claims.issuer("https://id.example/realms/other"));
    Date anHourAgo = Date.from(Instant.now().minusSeconds(3_600));
    claiming("expired", claims -> claims.expirationTime(anHourAgo));
    signed("foreign kid", header -> header.keyID("foreign"), foreign);
    signed("foreign key under a known kid", header -> header.keyID(KEY_ID), foreign);
    signed("no kid", header -> header, provider.rsa);
    URI keys = URI.create("https://evil.example/keys");
    signed("jku", header -> header.keyID(KEY_ID).jwkURL(keys), provider.rsa);
    signed("x5u", header -> header.keyID(KEY_ID).x509CertURL(keys), provider.rsa);
    signed("jwk", header -> header.keyID(KEY_ID).jwk(foreign.toPublicJWK()), foreign);
  }

  private void claiming(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
    all.put(what, provider.token(change.apply(new JWTClaimsSet.Builder(genuine)).build()));
  }

  private void signed(String what, UnaryOperator<JWSHeader.Builder> header, RSAKey key) {
    all.put(what, Provider.token(JWSAlgorithm.RS256, header, key, genuine));
  }

  private String byPublicKey() {
    try {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY_ID).build();
      SignedJWT forged = new SignedJWT(header, genuine);
      forged.sign(new MACSigner(provider.rsa.toRSAPublicKey().getEncoded()));
      return forged.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}

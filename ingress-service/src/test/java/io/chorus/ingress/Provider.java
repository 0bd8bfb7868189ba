package io.chorus.ingress;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OIDC provider's keys and tokens, and its key set over HTTP once it is opened. */
final class Provider implements AutoCloseable {
  static final String ISSUER = "https://id.example/realms/chorus";
  static final String AUDIENCE = "chorus";

  /** They take long to make. */
  private static final RSAKey RSA = rsa("rsa-1");

  final RSAKey rsa = RSA;
  final ECKey ec = ec("ec-1");
  final AtomicInteger asked = new AtomicInteger();
  private final List<JWK> published = new ArrayList<>(List.of(rsa, ec));
  private HttpServer http;

  static RSAKey rsa(String keyId) {
    try {
      return new RSAKeyGenerator(2048).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String keyId) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  Provider open() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/certs", exchange -> answer(exchange, 200));
    http.createContext("/moved", exchange -> answer(exchange, 302));
    http.start();
    return this;
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    asked.incrementAndGet();
    byte[] body = keys().toString(true).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Location", "/certs");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
  }

  synchronized JWKSet keys() {
    return new JWKSet(List.copyOf(published));
  }

  synchronized void publish(JWK key) {
    published.add(key);
  }

  /** Claims of a good token of the tenant acme. */
  static JWTClaimsSet.Builder claims(Instant now, String... roles) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("ada")
        .expirationTime(Date.from(now.plusSeconds(60)))
        .claim("tenant", "acme")
        .claim("roles", List.of(roles));
  }

  String token(JWTClaimsSet claims) {
    return token(JWSAlgorithm.RS256, header -> header.keyID("rsa-1"), rsa, claims);
  }

  static String token(
      JWSAlgorithm algorithm,
      UnaryOperator<JWSHeader.Builder> header,
      JWK key,
      JWTClaimsSet claims) {
    try {
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey());
      SignedJWT token =
          new SignedJWT(header.apply(new JWSHeader.Builder(algorithm)).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates are trusted; whoever it is, a certificate must name the broker's host. The
 * files are read on the task manager, anew for each connection.
 */
@FunctionalInterface
public interface RabbitMQTls extends Serializable {

  /**
   * The certificates, or null for the JVM's trust store.
   *
   * @throws IOException when they can't be read; counts as a failed attempt to connect
   * @throws GeneralSecurityException when they can't be understood; counts as that, too
   */
  KeyStore trusted() throws IOException, GeneralSecurityException;

  /** Trusts whom the JVM trusts. */
  static RabbitMQTls systemTrust() {
    return () -> null;
  }

  /** Trusts the certificates of a PEM file, and what they have signed. */
  static RabbitMQTls pemFile(String path) {
    return () -> {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      try (InputStream in = Files.newInputStream(Path.of(path))) {
        for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("trusted-" + store.size(), each);
        }
      }
      return store;
    };
  }

  /** Trusts the certificates of a PKCS #12 or JKS file. */
  static RabbitMQTls trustStore(String path, SecretSupplier password) {
    return () -> KeyStore.getInstance(Path.of(path).toFile(), password.get().toCharArray());
  }

  /**
   * A context for one connection.
   *
   * @throws IOException when the certificates can't be read
   */
  default SSLContext context() throws IOException {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("The trusted certificates can't be used: " + e.getMessage(), e);
    }
  }
}

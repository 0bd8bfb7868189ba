package io.chorus.connector.kafka.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chorus.contracts.SecretRef;
import java.io.Serializable;
import java.util.Properties;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * Where Kafka is and who uses it, under the names of Kafka's own settings. Holds a reference to the
 * password, never the password. Immutable.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 * @param securityProtocol {@code PLAINTEXT} where it is null
 * @param sasl who logs in; needed with {@code SASL_PLAINTEXT} and {@code SASL_SSL}, null without
 * @param ssl whose certificates are believed, with {@code SSL} and {@code SASL_SSL}; those that
 *     Java believes where it is null
 */
public record KafkaConfig(
    String bootstrapServers, SecurityProtocol securityProtocol, Sasl sasl, Ssl ssl)
    implements Serializable {

  public KafkaConfig {
    securityProtocol = securityProtocol == null ? SecurityProtocol.PLAINTEXT : securityProtocol;
    require(isText(bootstrapServers), "bootstrap_servers", "host:port[,host:port...]");
    boolean logsIn = securityProtocol.name().startsWith("SASL_");
    require(logsIn == (sasl != null), "sasl", "with SASL_PLAINTEXT or SASL_SSL, and only then");
    boolean isSealed = securityProtocol.name().endsWith("SSL");
    require(isSealed || ssl == null, "ssl", "only with SSL or SASL_SSL");
  }

  /** A Kafka that asks nobody who he is. */
  public static KafkaConfig open(String bootstrapServers) {
    return new KafkaConfig(bootstrapServers, null, null, null);
  }

  /**
   * Who logs in.
   *
   * @param mechanism {@code SCRAM-SHA-512} where it is null
   * @param password resolved whenever a connection is opened
   */
  public record Sasl(Mechanism mechanism, String username, SecretRef password)
      implements Serializable {

    public Sasl {
      mechanism = mechanism == null ? Mechanism.SCRAM_SHA_512 : mechanism;
      require(isText(username), "username", "what the broker calls Chorus");
      require(password != null, "password", "env:NAME or file:PATH");
    }
  }

  /**
   * Whose certificates are believed.
   *
   * @param truststoreLocation a PEM file of certificates
   */
  public record Ssl(String truststoreLocation) implements Serializable {

    public Ssl {
      require(isText(truststoreLocation), "truststore_location", "a PEM file of certificates");
    }
  }

  /** How it is shown that the password is known. */
  public enum Mechanism {
    /** The broker is told the password: only with {@code SASL_SSL} is it told nobody else. */
    @JsonProperty("PLAIN")
    PLAIN("PLAIN", PlainLoginModule.class),
    @JsonProperty("SCRAM-SHA-256")
    SCRAM_SHA_256("SCRAM-SHA-256", ScramLoginModule.class),
    @JsonProperty("SCRAM-SHA-512")
    SCRAM_SHA_512("SCRAM-SHA-512", ScramLoginModule.class);

    private final String wireName;
    private final Class<?> loginModule;

    Mechanism(String wireName, Class<?> loginModule) {
      this.wireName = wireName;
      this.loginModule = loginModule;
    }
  }

  /**
   * What every client of this Kafka is made with; the caller may add to it. Only strings, and none
   * that need not be seen: Flink keeps them in job graphs.
   */
  public Properties properties() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("security.protocol", securityProtocol.name);
    if (sasl != null) {
      properties.put("sasl.mechanism", sasl.mechanism.wireName);
      properties.put("sasl.jaas.config", sasl.mechanism.loginModule.getName() + " required;");
      properties.put("sasl.client.callback.handler.class", LogIn.class.getName());
      properties.put(LogIn.USERNAME, sasl.username);
      properties.put(LogIn.PASSWORD_REFERENCE, sasl.password.reference());
    }
    if (ssl != null) {
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.location", ssl.truststoreLocation);
    }
    return properties;
  }

  private static boolean isText(String text) {
    return text != null && !text.isBlank();
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'" + key + "' is missing or out of place; allowed: " + allowed);
    }
  }
}

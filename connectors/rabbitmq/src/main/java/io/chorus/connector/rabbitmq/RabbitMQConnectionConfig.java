package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.Serializable;
import java.util.Objects;

/**
 * How to reach a broker. Holds a reference to the password, never the password.
 *
 * @param host name or address
 * @param port 1 to 65535; 5672, or 5671 with TLS, by default
 * @param virtualHost {@code /} by default
 * @param username whom to log in as
 * @param password where the password is found on the task manager
 * @param tls whose certificates are trusted when the connection is encrypted, null for a plain one
 */
public record RabbitMQConnectionConfig(
    String host,
    int port,
    String virtualHost,
    String username,
    SecretSupplier password,
    RabbitMQTls tls)
    implements Serializable {

  private static final int TIMEOUT_MS = 10_000;
  private static final int HEARTBEAT_S = 10;

  public RabbitMQConnectionConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(virtualHost, "virtualHost");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, is " + port);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Host, port and virtual host, for messages to people. */
  String address() {
    return host + ":" + port + " (virtual host " + virtualHost + ")";
  }

  /** A factory without recovery of its own: it would bring back channels whose tags are void. */
  ConnectionFactory factory() throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(host);
    factory.setPort(port);
    factory.setVirtualHost(virtualHost);
    factory.setUsername(username);
    factory.setPassword(password.get());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(HEARTBEAT_S);
    factory.setConnectionTimeout(TIMEOUT_MS);
    factory.setHandshakeTimeout(TIMEOUT_MS);
    factory.setChannelRpcTimeout(TIMEOUT_MS);
    if (tls != null) {
      factory.useSslProtocol(tls.context());
      factory.enableHostnameVerification();
    }
    return factory;
  }

  /** Builds a {@link RabbitMQConnectionConfig}; user name and password have no default. */
  public static final class Builder {

    private String host = "localhost";
    private int port;
    private String virtualHost = "/";
    private String username;
    private SecretSupplier password;
    private RabbitMQTls tls;

    private Builder() {}

    public Builder setHost(String host) {
      this.host = host;
      return this;
    }

    public Builder setPort(int port) {
      this.port = port;
      return this;
    }

    public Builder setVirtualHost(String virtualHost) {
      this.virtualHost = virtualHost;
      return this;
    }

    public Builder setUsername(String username) {
      this.username = username;
      return this;
    }

    /** Sets where the password is found, for example {@link SecretSupplier#environment}. */
    public Builder setPassword(SecretSupplier password) {
      this.password = password;
      return this;
    }

    /** Sets that the connection is encrypted, for example {@link RabbitMQTls#pemFile}. */
    public Builder setTls(RabbitMQTls tls) {
      this.tls = tls;
      return this;
    }

    public RabbitMQConnectionConfig build() {
      return new RabbitMQConnectionConfig(
          host, port == 0 ? defaultPort() : port, virtualHost, username, password, tls);
    }

    private int defaultPort() {
      return tls != null
          ? ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT
          : ConnectionFactory.DEFAULT_AMQP_PORT;
    }
  }
}

package io.chorus.servers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The second listener of a broker: users log in with SCRAM-SHA-512 and may do what ACLs allow.
 * Whoever comes to the first listener may do everything. Thread-safe.
 */
public final class KafkaGuard {
  private static final ScramCredentialInfo SCRAM =
      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096);
  private static final String ANY = "*";
  private static final int LIMIT_SECONDS = 10;
  private static final int LOG_INS = 200;
  private static final long PAUSE_MS = 50;

  private final String everybody;
  private final int port;

  /**
   * @param everybody {@code host:port} of the first listener
   */
  KafkaGuard(String everybody, int port) {
    this.everybody = everybody;
    this.port = port;
  }

  /** What users call {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** What a client needs to come as this user. */
  public Map<String, Object> clientOf(String user, String password) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers(),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        SCRAM.mechanism().mechanismName(),
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password.replaceAll("[\"\\\\]", "\\\\$0")));
  }

  /** Makes a user, and returns when the broker lets it in. */
  public void addUser(String user, String password) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", everybody))) {
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(user, SCRAM, password)))
          .all()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      awaitLogIn(user, password);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("user " + user + " could not be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making user " + user, e);
    }
  }

  /**
   * The same for one that serves all users: it may use every topic and say who may do what, and
   * change nothing else of the broker.
   */
  public void addKeeper(String user, String password) {
    // before the user: a broker that lets it in has heard of these too
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", everybody))) {
      admin
          .createAcls(
              List.of(
                  allow(user, AclOperation.ALL, ResourceType.TOPIC, ANY),
                  allow(user, AclOperation.READ, ResourceType.GROUP, ANY),
                  allow(user, AclOperation.ALTER, ResourceType.CLUSTER, Resource.CLUSTER_NAME)))
          .all()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("user " + user + " could not be made a keeper", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making user " + user + " a keeper", e);
    }
    addUser(user, password);
  }

  private static AclBinding allow(
      String user, AclOperation operation, ResourceType type, String name) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, ANY, operation, AclPermissionType.ALLOW));
  }

  private void awaitLogIn(String user, String password)
      throws ExecutionException, TimeoutException, InterruptedException {
    int left = LOG_INS;
    while (!letsIn(user, password)) {
      if (--left == 0) {
        throw new IllegalStateException("user " + user + " is not let in");
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private boolean letsIn(String user, String password)
      throws ExecutionException, TimeoutException, InterruptedException {
    try (Admin admin = Admin.create(clientOf(user, password))) {
      admin.describeCluster().clusterId().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SaslAuthenticationException) {
        return false;
      }
      throw e;
    }
  }

  /** Adds the listener to the settings of a broker. */
  void addTo(Map<String, String> settings) {
    String listener = ",SASL_PLAINTEXT://" + bootstrapServers();
    settings.merge("listeners", listener, String::concat);
    settings.merge("advertised.listeners", listener, String::concat);
    settings.merge(
        "listener.security.protocol.map", ",SASL_PLAINTEXT:SASL_PLAINTEXT", String::concat);
    settings.put(
        "listener.name.sasl_plaintext.sasl.enabled.mechanisms", SCRAM.mechanism().mechanismName());
    settings.put(
        "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
  }
}

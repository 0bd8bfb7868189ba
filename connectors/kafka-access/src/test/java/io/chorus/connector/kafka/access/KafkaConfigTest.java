package io.chorus.connector.kafka.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.connector.kafka.access.KafkaConfig.Mechanism;
import io.chorus.connector.kafka.access.KafkaConfig.Sasl;
import io.chorus.connector.kafka.access.KafkaConfig.Ssl;
import io.chorus.contracts.SecretRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConfigTest {
  private static final String BROKER = "127.0.0.1:1";
  private static final SecretRef REFERENCE = new SecretRef("env:NOT_RESOLVED_HERE");
  private static final Sasl SASL = new Sasl(null, "chorus", REFERENCE);
  private static final Ssl SSL = new Ssl("/etc/chorus/ca.pem");

  @Test
  void aKafkaThatAsksNobodyNeedsItsPlaceAlone() {
    assertThat(KafkaConfig.open(BROKER).properties())
        .isEqualTo(Map.of("bootstrap.servers", BROKER, "security.protocol", "PLAINTEXT"));
  }

  @Test
  void whoLogsInIsToldInKafkasOwnNamesAndThePasswordByReferenceAlone() {
    KafkaConfig config = new KafkaConfig(BROKER, SecurityProtocol.SASL_SSL, SASL, SSL);

    assertThat(config.properties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("sasl.username", "chorus")
        .containsEntry("sasl.password.reference", "env:NOT_RESOLVED_HERE")
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("ssl.truststore.location", "/etc/chorus/ca.pem");
  }

  @Test
  void kafkasClientsTakeEveryMechanism() {
    for (Mechanism mechanism : Mechanism.values()) {
      Sasl sasl = new Sasl(mechanism, "chorus", REFERENCE);
      Properties properties =
          new KafkaConfig(BROKER, SecurityProtocol.SASL_PLAINTEXT, sasl, null).properties();

      Admin.create(properties).close();
    }
  }

  @Test
  void aTruststoreWithoutCertificatesIsSeenWhenAClientIsMade(@TempDir Path dir) throws Exception {
    Path none = Files.writeString(dir.resolve("ca.pem"), "no certificate");
    Properties properties =
        new KafkaConfig(BROKER, SecurityProtocol.SSL, null, new Ssl(none.toString())).properties();

    assertThatThrownBy(() -> Admin.create(properties))
        .isInstanceOf(KafkaException.class)
        .hasStackTraceContaining(none.toString());
  }

  @Test
  void eachCallerHasPropertiesOfItsOwn() {
    KafkaConfig config = KafkaConfig.open(BROKER);

    config.properties().put("client.id", "one");

    assertThat(config.properties()).doesNotContainKey("client.id");
  }

  @Test
  void whatDoesNotFitTheProtocolIsRefused() {
    assertThatThrownBy(() -> KafkaConfig.open(" ")).hasMessageContaining("'bootstrap_servers'");
    assertThatThrownBy(() -> new KafkaConfig(BROKER, SecurityProtocol.SASL_SSL, null, SSL))
        .hasMessageContaining("'sasl'");
    assertThatThrownBy(() -> new KafkaConfig(BROKER, null, SASL, null))
        .hasMessageContaining("'sasl'");
    assertThatThrownBy(() -> new KafkaConfig(BROKER, SecurityProtocol.SASL_PLAINTEXT, SASL, SSL))
        .hasMessageContaining("'ssl'");
    assertThatThrownBy(() -> new Sasl(null, "", REFERENCE)).hasMessageContaining("'username'");
    assertThatThrownBy(() -> new Sasl(null, "chorus", null)).hasMessageContaining("'password'");
    assertThatThrownBy(() -> new Ssl(null)).hasMessageContaining("'truststore_location'");
  }
}

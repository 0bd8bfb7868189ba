package io.chorus.ingress.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.Webhook;
import io.chorus.contracts.Json;
import io.chorus.contracts.SecretRef;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookEventsTest {
  private static WebhookConfig.Endpoint endpoint(String name, String tenant) {
    return new WebhookConfig.Endpoint(
        name, tenant, URI.create("https://hooks.example/"), new SecretRef("env:HOOK"));
  }

  @Test
  void aFileThatHasNotComeIsToldToItsTenantUnderOneName() {
    WebhookEvents events =
        new WebhookEvents(List.of(endpoint("crm", "acme"), endpoint("other", "beta")));

    List<Webhook> told = events.ofAbsence("acme", "nightly", 1_772_690_400_000L);

    assertThat(told).extracting(Webhook::endpoint).containsExactly("crm");
    assertThat(told.get(0).webhookId()).isEqualTo("evt_crm_nightly_1772690400");
    JsonNode body = Json.readOwn(told.get(0).body(), JsonNode.class);
    assertThat(body.path("type").asText()).isEqualTo("file.absent");
    assertThat(body.at("/data/id").asText()).isEqualTo("nightly");
    assertThat(body.at("/data/expected_by").asLong()).isEqualTo(1_772_690_400L);
  }
}

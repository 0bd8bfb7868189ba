package io.chorus.ingress.webhook;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Webhook;
import io.chorus.contracts.Json;
import io.chorus.contracts.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is told, in OpenAI's form of an event: what has ended and how, never what was asked or
 * answered. Thread-safe.
 */
final class WebhookEvents {
  private final List<WebhookConfig.Endpoint> endpoints;

  WebhookEvents(List<WebhookConfig.Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  /** One for each endpoint of the tenant. */
  List<Webhook> of(Result result) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", result.taskId());
    data.put("custom_id", result.customId());
    data.put("metadata", result.metadata());
    return told(
        result.tenant(),
        "task",
        result.state().name(),
        result.taskId(),
        result.finishedAtMs(),
        data);
  }

  /** The same for a batch that has ended. */
  List<Webhook> of(Batch batch) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", batch.batchId());
    data.put("metadata", batch.metadata());
    return told(
        batch.tenant(), "batch", batch.status().name(), batch.batchId(), batch.changedAtMs(), data);
  }

  /**
   * The same for a file that has not come.
   *
   * @param watch the name of the place where it was expected
   * @param dueMs Unix milliseconds
   */
  List<Webhook> ofAbsence(String tenant, String watch, long dueMs) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", watch);
    data.put("expected_by", dueMs / 1_000);
    return told(tenant, "file", "absent", watch + "_" + dueMs / 1_000, dueMs, data);
  }

  private List<Webhook> told(
      String tenant, String what, String how, String id, long atMs, Map<String, Object> data) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.tenant().equals(tenant))
        .map(
            endpoint -> {
              String webhookId = "evt_" + endpoint.name() + "_" + id;
              Map<String, Object> body = new LinkedHashMap<>();
              body.put("id", webhookId);
              body.put("object", "event");
              body.put("created_at", atMs / 1_000);
              body.put("type", what + "." + how.toLowerCase(Locale.ROOT));
              body.put("data", data);
              return new Webhook(webhookId, endpoint.name(), Json.writeText(body), 0);
            })
        .toList();
  }
}

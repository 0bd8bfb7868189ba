package io.chorus.connector.postgres;

/**
 * Something that is to be told to somebody's endpoint.
 *
 * @param webhookId the same however often it is told
 * @param endpoint its name
 * @param body as it goes out, so that each try tells the same bytes
 * @param attempts begun so far
 */
public record Webhook(String webhookId, String endpoint, String body, int attempts) {
  @Override
  public String toString() {
    return "Webhook[" + webhookId + " to " + endpoint + ", " + attempts + " attempts]";
  }
}

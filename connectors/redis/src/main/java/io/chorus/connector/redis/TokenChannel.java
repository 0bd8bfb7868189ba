package io.chorus.connector.redis;

/** The names under which tokens are told: of one task of one tenant. */
final class TokenChannel {
  private TokenChannel() {}

  static String of(String tenant, String taskId) {
    return "chorus:tokens:" + tenant + ":" + taskId;
  }
}

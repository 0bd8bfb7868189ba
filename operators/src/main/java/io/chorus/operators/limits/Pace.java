package io.chorus.operators.limits;

/**
 * How much was taken lately, to lease about that much ahead: what a quarter of a second took, or a
 * call's worth while calls come every few seconds. Used under a lock.
 */
final class Pace {
  private static final long STEP_MS = 250;
  private static final long REMEMBERED_MS = 5_000;

  private long requests;
  private long tokens;
  private long lastRequests;
  private long lastTokens;
  private long step;
  private long tookTokens;
  private long tookAtMs;

  void took(long ofTokens, long nowMs) {
    pass(nowMs);
    tookTokens = ofTokens;
    tookAtMs = nowMs;
    requests++;
    tokens += ofTokens;
  }

  long requests(long nowMs) {
    pass(nowMs);
    return Math.max(isRemembered(nowMs) ? 1 : 0, Math.max(requests, lastRequests));
  }

  long tokens(long nowMs) {
    pass(nowMs);
    return Math.max(isRemembered(nowMs) ? tookTokens : 0, Math.max(tokens, lastTokens));
  }

  private boolean isRemembered(long nowMs) {
    return nowMs - tookAtMs < REMEMBERED_MS;
  }

  private void pass(long nowMs) {
    long now = nowMs / STEP_MS;
    if (now != step) {
      boolean next = now == step + 1;
      lastRequests = next ? requests : 0;
      lastTokens = next ? tokens : 0;
      requests = 0;
      tokens = 0;
      step = now;
    }
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Errors as Gemini words them. */
final class GeminiErrors {
  private static final String TYPE = "type.googleapis.com/google.rpc.";
  private static final String REQUESTS = "GenerateRequestsPerMinutePerProjectPerModel";
  private static final String DAY = "GenerateRequestsPerDayPerProjectPerModel";
  private static final String TOKENS = "GenerateContentInputTokensPerModelPerMinute";
  private static final long DAYS_MISLEADING_WAIT_S = 46;

  private GeminiErrors() {}

  static ObjectNode of(Protocol.Failure failure) {
    return body(failure.status(), status(failure.status()), failure.message());
  }

  private static ObjectNode body(int code, String status, String message) {
    ObjectNode body = Bodies.object();
    body.putObject("error").put("code", code).put("message", message).put("status", status);
    return body;
  }

  private static String status(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 404 -> "NOT_FOUND";
      case 500 -> "INTERNAL";
      default -> "INVALID_ARGUMENT";
    };
  }

  static Refusal of(Over over) {
    return switch (over.what()) {
      case DAY -> quota(DAY, over.limit(), DAYS_MISLEADING_WAIT_S);
      case TOKENS -> quota(TOKENS, over.limit(), over.waitS());
      case REQUESTS, CONCURRENCY -> quota(REQUESTS, over.limit(), over.waitS());
    };
  }

  /**
   * @param waitS 0: not told
   */
  private static Refusal quota(String id, long limit, long waitS) {
    String message =
        "You exceeded your current quota. * Quota exceeded for metric:"
            + " generativelanguage.googleapis.com/generate_content_requests, limit: "
            + limit
            + ". (engine emulator)";
    ObjectNode body = body(429, "RESOURCE_EXHAUSTED", message);
    ArrayNode details = ((ObjectNode) body.path("error")).putArray("details");
    details
        .addObject()
        .put("@type", TYPE + "QuotaFailure")
        .putArray("violations")
        .addObject()
        .put("quotaMetric", "generativelanguage.googleapis.com/generate_content_requests")
        .put("quotaId", id)
        .put("quotaValue", Long.toString(limit));
    if (waitS > 0) {
      details.addObject().put("@type", TYPE + "RetryInfo").put("retryDelay", waitS + "s");
    }
    return Refusal.of(429, body);
  }

  static Refusal of(FaultKind kind, long waitS) {
    return switch (kind) {
      case RATE_LIMITED, SLOW_DOWN -> quota(REQUESTS, 10, waitS);
      case RATE_LIMITED_NO_WAIT -> quota(REQUESTS, 10, 0);
      case DAILY_QUOTA -> quota(DAY, 250, DAYS_MISLEADING_WAIT_S);
      case LIMIT_ZERO -> quota(REQUESTS, 0, DAYS_MISLEADING_WAIT_S);
      case SPEND_LIMIT, UNPAID -> scripted(402, "FAILED_PRECONDITION", "billing");
      case BAD_GATEWAY -> Refusal.page(502);
      case GATEWAY_TIMEOUT -> scripted(504, "DEADLINE_EXCEEDED", "deadline exceeded");
      case UNAVAILABLE, OVERLOADED -> scripted(503, "UNAVAILABLE", "the model is overloaded");
      case ERROR_IN_200 ->
          Refusal.of(200, scripted(503, "UNAVAILABLE", "the model is overloaded").body());
      case UNAUTHORIZED -> badKey();
      case FORBIDDEN -> scripted(403, "PERMISSION_DENIED", "not allowed");
      case MODEL_GONE -> scripted(404, "NOT_FOUND", "models/gone is not found");
      case BAD_REQUEST, TOO_LARGE, UNPROCESSABLE ->
          scripted(400, "INVALID_ARGUMENT", "the request is wrong");
      case CONTENT_REFUSED -> blocked();
      default -> scripted(500, "INTERNAL", "an internal error");
    };
  }

  private static Refusal scripted(int status, String name, String what) {
    return Refusal.of(
        status, body(status, name, "As the engine emulator's script says: " + what + "."));
  }

  private static Refusal badKey() {
    Refusal refusal = scripted(400, "INVALID_ARGUMENT", "API key not valid");
    ((ObjectNode) refusal.body().path("error"))
        .putArray("details")
        .addObject()
        .put("@type", TYPE + "ErrorInfo")
        .put("reason", "API_KEY_INVALID");
    return refusal;
  }

  private static Refusal blocked() {
    ObjectNode body = Bodies.object();
    body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
    return Refusal.of(200, body.put("modelVersion", "emulated"));
  }
}

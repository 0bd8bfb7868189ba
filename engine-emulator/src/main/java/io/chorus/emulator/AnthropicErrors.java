package io.chorus.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Errors as Anthropic words them. */
final class AnthropicErrors {
  private static final String INVALID = "invalid_request_error";
  private static final String LIMITED = "rate_limit_error";
  private static final long HOUR_S = 3_600;

  private AnthropicErrors() {}

  static ObjectNode of(Protocol.Failure failure) {
    return body(type(failure.status()), failure.message(), failure.id());
  }

  private static ObjectNode body(String type, String message, String id) {
    ObjectNode body = Bodies.object().put("type", "error");
    body.putObject("error").put("type", type).put("message", message);
    return body.put("request_id", "req_" + id);
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 500 -> "api_error";
      default -> INVALID;
    };
  }

  static Refusal of(Over over, String id) {
    String message =
        "This request would exceed your rate limit of "
            + over.limit()
            + " "
            + over.what()
            + ". (engine emulator)";
    return limited(message, over.waitS(), id);
  }

  private static Refusal limited(String message, long waitS, String id) {
    return new Refusal(
        429, body(LIMITED, message, id), Map.of("retry-after", Long.toString(waitS)));
  }

  static Refusal of(FaultKind kind, long waitS, String id) {
    return switch (kind) {
      case RATE_LIMITED -> limited("Rate limit reached. (scripted)", waitS, id);
      case RATE_LIMITED_NO_WAIT -> scripted(429, LIMITED, "Rate limit reached.", id);
      case SLOW_DOWN -> limited("Acceleration limit reached. (scripted)", waitS, id);
      case DAILY_QUOTA -> limited("Daily limit reached. (scripted)", HOUR_S, id);
      case LIMIT_ZERO, SPEND_LIMIT -> spendLimit(id);
      case UNPAID -> scripted(402, "billing_error", "Not paid.", id);
      case BAD_GATEWAY -> Refusal.page(502);
      case GATEWAY_TIMEOUT -> scripted(504, "timeout_error", "Request timed out.", id);
      case UNAVAILABLE, OVERLOADED -> scripted(529, "overloaded_error", "Overloaded", id);
      case ERROR_IN_200 -> scripted(200, "overloaded_error", "Overloaded", id);
      case UNAUTHORIZED -> scripted(401, "authentication_error", "invalid x-api-key", id);
      case FORBIDDEN -> scripted(403, "permission_error", "Not allowed.", id);
      case MODEL_GONE -> scripted(404, "not_found_error", "model: gone", id);
      case BAD_REQUEST, UNPROCESSABLE -> scripted(400, INVALID, "prompt is too long", id);
      case TOO_LARGE -> scripted(413, "request_too_large", "Request too large.", id);
      case CONTENT_REFUSED ->
          Refusal.of(400, body(INVALID, "Output blocked by content filtering policy", id));
      default -> scripted(500, "api_error", "An error.", id);
    };
  }

  private static Refusal scripted(int status, String type, String message, String id) {
    return Refusal.of(status, body(type, message + " (scripted)", id));
  }

  /** It comes without a word of when to come back. */
  private static Refusal spendLimit(String id) {
    ObjectNode body = body(LIMITED, "The spend limit is reached. (scripted)", id);
    ((ObjectNode) body.path("error"))
        .putObject("details")
        .put("error_code", "enforced_spend_limit_reached");
    return Refusal.of(429, body);
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Errors as OpenAI, DeepSeek and Qwen word them. */
final class OpenAiErrors {
  private static final String INVALID = "invalid_request_error";
  private static final String SCRIPTED = "As the engine emulator's script says: ";
  private static final long HOUR_S = 3_600;

  private OpenAiErrors() {}

  static ObjectNode of(Protocol.Failure failure) {
    return body(failure.message(), type(failure.status()), code(failure));
  }

  private static ObjectNode body(String message, String type, String code) {
    ObjectNode body = Bodies.object();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return body;
  }

  private static String type(int status) {
    return status == 500 ? "server_error" : INVALID;
  }

  private static String code(Protocol.Failure failure) {
    return switch (failure.status()) {
      case 401 -> "invalid_api_key";
      case 404 -> failure.engine().isEmpty() ? "unknown_url" : "model_not_found";
      case 413 -> "request_too_large";
      default -> null;
    };
  }

  static Refusal of(Over over, String engine) {
    String message =
        "Rate limit reached: " + over.what() + ", limit " + over.limit() + ". (engine emulator)";
    boolean allocation = over.what() == Over.What.TOKENS;
    String code =
        !engine.equals("qwen")
            ? "rate_limit_exceeded"
            : allocation ? "Throttling.AllocationQuota" : "Throttling.RateQuota";
    return new Refusal(
        429,
        body(message, over.what() == Over.What.TOKENS ? "tokens" : "requests", code),
        waits(over.waitS(), over.waitMs()));
  }

  private static Map<String, String> waits(long waitS, long waitMs) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("retry-after", Long.toString(waitS));
    headers.put("retry-after-ms", Long.toString(waitMs));
    return headers;
  }

  static Refusal of(FaultKind kind, String engine, long waitS) {
    return switch (kind) {
      case RATE_LIMITED -> limited(engine, waitS);
      case RATE_LIMITED_NO_WAIT -> Refusal.of(429, limited(engine, 0).body());
      case SLOW_DOWN -> Refusal.of(429, scripted("slow down", "slow_down", "slow_down"));
      case DAILY_QUOTA -> daily(engine);
      case LIMIT_ZERO, UNPAID -> unpaid(engine, "insufficient_quota");
      case SPEND_LIMIT -> unpaid(engine, "organization_spend_limit_exceeded");
      case BAD_GATEWAY -> Refusal.page(502);
      case GATEWAY_TIMEOUT -> Refusal.page(504);
      case UNAVAILABLE, OVERLOADED, ERROR_IN_200 ->
          Refusal.of(
              kind == FaultKind.ERROR_IN_200 ? 200 : 503,
              scripted("overloaded", "server_error", "server_is_overloaded"));
      case UNAUTHORIZED ->
          Refusal.of(401, scripted("incorrect API key", INVALID, "invalid_api_key"));
      case FORBIDDEN ->
          Refusal.of(403, scripted("not allowed", INVALID, "unsupported_country_region_territory"));
      case MODEL_GONE -> gone(engine);
      case BAD_REQUEST -> Refusal.of(400, scripted("too long", INVALID, "context_length_exceeded"));
      case TOO_LARGE -> Refusal.of(413, scripted("too large", INVALID, "request_too_large"));
      case UNPROCESSABLE -> Refusal.of(422, scripted("bad values", INVALID, INVALID));
      case CONTENT_REFUSED -> refused(engine);
      default -> Refusal.of(500, scripted("an error", "server_error", null));
    };
  }

  private static ObjectNode scripted(String what, String type, String code) {
    return body(SCRIPTED + what + ".", type, code);
  }

  private static Refusal limited(String engine, long waitS) {
    String code = engine.equals("qwen") ? "Throttling.RateQuota" : "rate_limit_exceeded";
    return new Refusal(
        429, scripted("rate limit reached", "requests", code), waits(waitS, waitS * 1_000));
  }

  private static Refusal daily(String engine) {
    String code = engine.equals("qwen") ? "Throttling.AllocationQuota" : "rate_limit_exceeded";
    return new Refusal(
        429,
        scripted("rate limit reached for requests per day (RPD)", "requests", code),
        waits(HOUR_S, HOUR_S * 1_000));
  }

  private static Refusal unpaid(String engine, String code) {
    return switch (engine) {
      case "qwen" -> Refusal.of(400, scripted("account overdue", "Arrearage", "Arrearage"));
      case "deepseek" -> Refusal.of(402, body("Insufficient Balance", "unknown_error", INVALID));
      default -> Refusal.of(429, scripted("quota used up", "insufficient_quota", code));
    };
  }

  private static Refusal gone(String engine) {
    return engine.equals("deepseek")
        ? Refusal.of(400, body("Model Not Exist", INVALID, INVALID))
        : Refusal.of(404, scripted("no such model", INVALID, "model_not_found"));
  }

  private static Refusal refused(String engine) {
    return switch (engine) {
      case "qwen" ->
          Refusal.of(
              400, scripted("inappropriate", "data_inspection_failed", "data_inspection_failed"));
      case "deepseek" -> Refusal.of(400, body("Content Exists Risk", INVALID, INVALID));
      default -> Refusal.of(400, scripted("not allowed", INVALID, "content_policy_violation"));
    };
  }
}

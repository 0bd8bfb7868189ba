package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.FailureClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an error means, whichever status it comes with. Engines' own names count more than the
 * status, which they use loosely: an unpaid account is a 400, a 402, a 403 or a 429, and some
 * errors come with 200.
 */
final class FailureClassifier {
  private static final Set<String> OUT_OF_MONEY =
      Set.of(
          "insufficient_quota",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "organization_usage_limit_exceeded",
          "project_spend_limit_exceeded",
          "billing_hard_limit_reached",
          "enforced_spend_limit_reached",
          "billing_error",
          "Arrearage",
          "FAILED_PRECONDITION",
          "AllocationQuota.FreeTierOnly");
  private static final List<String> OUT_OF_MONEY_SAYING =
      List.of(
          "Your credit balance is too low",
          "You have reached your specified API usage limits",
          "You have reached your specified workspace API usage limits");
  private static final Set<String> REFUSED_CONTENT =
      Set.of(
          "data_inspection_failed",
          "DataInspectionFailed",
          "content_filter",
          "content_policy_violation",
          "invalid_prompt");
  private static final List<String> REFUSED_CONTENT_SAYING =
      List.of("Content Exists Risk", "Output blocked by content filtering policy");
  private static final Set<String> NO_SUCH_MODEL =
      Set.of("model_not_found", "ModelNotFound", "Model.NotFound");
  private static final List<String> NO_SUCH_MODEL_SAYING =
      List.of("Model Not Exist", "Model not exist");
  private static final Set<String> BAD_KEY =
      Set.of("invalid_api_key", "authentication_error", "permission_error", "API_KEY_INVALID");
  private static final Set<String> SHEDDING = Set.of("overloaded_error", "server_is_overloaded");

  /** Names that tell nothing beside a status, but all there is inside a 200. */
  private static final Map<FailureClass, Set<String>> INSIDE_OK =
      Map.of(
          FailureClass.RATE_LIMITED,
          Set.of(
              "rate_limit_error",
              "rate_limit_exceeded",
              "slow_down",
              "RESOURCE_EXHAUSTED",
              "Throttling",
              "Throttling.RateQuota",
              "Throttling.AllocationQuota"),
          FailureClass.OVERLOADED,
          Set.of("UNAVAILABLE"),
          FailureClass.TRANSIENT,
          Set.of("server_error", "api_error", "internal_error", "InternalError", "INTERNAL"),
          FailureClass.TIMEOUT,
          Set.of("timeout_error", "DEADLINE_EXCEEDED"),
          FailureClass.CALLER_FAULT,
          Set.of("invalid_request_error", "INVALID_ARGUMENT"));

  private FailureClassifier() {}

  static Outcome classify(WireResponse response) {
    ErrorBody error = ErrorBody.of(response.body());
    FailureClass failure = failureClass(response.status(), error);
    String detail = ("HTTP " + response.status() + " " + error).strip();
    return Outcome.failed(failure, detail, waitMs(failure, response, error));
  }

  /**
   * What an error inside a 200 means. One that was billed is no answer and no refusal: it is
   * garbled.
   */
  static Outcome classifyOk(WireResponse response, boolean billed) {
    ErrorBody error = ErrorBody.of(response.body());
    FailureClass failure = billed ? FailureClass.GARBLED : insideOk(error);
    String detail = ("HTTP 200 with an error: " + error).strip();
    return Outcome.failed(failure, detail, waitMs(failure, response, error));
  }

  private static FailureClass insideOk(ErrorBody error) {
    FailureClass named = ofNames(error);
    if (named != null) {
      return named;
    }
    if (error.status() != 0) {
      return ofStatus(error.status(), error);
    }
    for (Map.Entry<FailureClass, Set<String>> known : INSIDE_OK.entrySet()) {
      if (error.isAnyOf(known.getValue())) {
        return known.getKey();
      }
    }
    return FailureClass.GARBLED;
  }

  /** The wait Gemini names beside a day's limit is a minute's: following it would burn retries. */
  private static long waitMs(FailureClass failure, WireResponse response, ErrorBody error) {
    if (failure == FailureClass.QUOTA_EXHAUSTED && error.details().isArray()) {
      return 0;
    }
    long told = RetryAfter.ofHeaders(response.headers(), response.receivedAtMs());
    return told > 0 ? told : RetryAfter.ofDetails(error.details());
  }

  private static FailureClass failureClass(int status, ErrorBody error) {
    FailureClass named = ofNames(error);
    return named == null ? ofStatus(status, error) : named;
  }

  /** Null where no name is known that means the same with every status. */
  private static FailureClass ofNames(ErrorBody error) {
    if (error.isAnyOf(OUT_OF_MONEY) || error.saysAnyOf(OUT_OF_MONEY_SAYING)) {
      return FailureClass.QUOTA_EXHAUSTED;
    }
    if (error.isAnyOf(REFUSED_CONTENT) || error.saysAnyOf(REFUSED_CONTENT_SAYING)) {
      return FailureClass.CONTENT_REFUSED;
    }
    if (error.isAnyOf(NO_SUCH_MODEL) || error.saysAnyOf(NO_SUCH_MODEL_SAYING)) {
      return FailureClass.MODEL_GONE;
    }
    if (error.isAnyOf(BAD_KEY)) {
      return FailureClass.AUTH;
    }
    if (error.isAnyOf(SHEDDING)) {
      return FailureClass.OVERLOADED;
    }
    return null;
  }

  private static FailureClass ofStatus(int status, ErrorBody error) {
    return switch (status) {
      case 401, 403 -> FailureClass.AUTH;
      case 402 -> FailureClass.QUOTA_EXHAUSTED;
      case 404, 410 -> FailureClass.MODEL_GONE;
      case 408, 409, 425 -> FailureClass.TRANSIENT;
      case 429 -> isLastingQuota(error) ? FailureClass.QUOTA_EXHAUSTED : FailureClass.RATE_LIMITED;
      // a proxy lost the engine, which may have gone on working
      case 502, 520 -> FailureClass.CUT_OFF;
      case 504, 524 -> FailureClass.TIMEOUT;
      case 451 -> FailureClass.CONTENT_REFUSED;
      case 503, 529 -> FailureClass.OVERLOADED;
      default -> ofStatusFamily(status);
    };
  }

  /** A redirect or another success than 200 is no answer that could be trusted. */
  private static FailureClass ofStatusFamily(int status) {
    if (status >= 500) {
      return FailureClass.TRANSIENT;
    }
    return status >= 400 ? FailureClass.CALLER_FAULT : FailureClass.GARBLED;
  }

  /** One 429 of Gemini stands for a minute's limit, a day's, or none at all. */
  private static boolean isLastingQuota(ErrorBody error) {
    for (JsonNode detail : error.details()) {
      for (JsonNode violation : detail.path("violations")) {
        String quota = violation.path("quotaId").asText("").toLowerCase(Locale.ROOT);
        if (quota.contains("perday") || violation.path("quotaValue").asText("").equals("0")) {
          return true;
        }
      }
    }
    return error.names().contains("RESOURCE_EXHAUSTED") && saysLimitZero(error.message());
  }

  private static boolean saysLimitZero(String message) {
    int at = message.indexOf("limit: 0");
    int after = at + "limit: 0".length();
    return at >= 0 && (after == message.length() || !Character.isDigit(message.charAt(after)));
  }
}

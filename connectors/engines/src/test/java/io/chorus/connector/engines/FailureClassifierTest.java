package io.chorus.connector.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # OpenAI
          429 | RATE_LIMITED | {"error":{"message":"m","type":"requests","param":null,"code":"rate_limit_exceeded"}}
          429 | RATE_LIMITED | {"error":{"message":"m","type":"slow_down","param":null,"code":null}}
          429 | QUOTA_EXHAUSTED | {"error":{"message":"m","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}
          429 | QUOTA_EXHAUSTED | {"error":{"message":"m","type":"x","code":"credit_balance_exhausted"}}
          429 | QUOTA_EXHAUSTED | {"error":{"message":"m","type":"x","code":"organization_spend_limit_exceeded"}}
          429 | RATE_LIMITED | {"error":{"message":"insufficient_quota","type":"requests","code":"rate_limit_exceeded"}}
          401 | AUTH | {"error":{"message":"Incorrect API key","type":"invalid_request_error","code":"invalid_api_key"}}
          403 | MODEL_GONE | {"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}
          404 | MODEL_GONE | {"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}
          400 | CALLER_FAULT | {"error":{"message":"m","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}
          400 | CONTENT_REFUSED | {"error":{"message":"m","type":null,"param":"prompt","code":"content_filter"}}
          500 | TRANSIENT | {"error":{"message":"m","type":"server_error","code":null}}
          503 | OVERLOADED | {"error":{"message":"m","type":"server_error","code":"server_is_overloaded"}}
          # Anthropic
          400 | CALLER_FAULT | {"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: too large"}}
          400 | QUOTA_EXHAUSTED | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}
          400 | QUOTA_EXHAUSTED | {"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. x"}}
          401 | AUTH | {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}
          402 | QUOTA_EXHAUSTED | {"type":"error","error":{"type":"billing_error","message":"m"}}
          403 | AUTH | {"type":"error","error":{"type":"permission_error","message":"m"}}
          404 | MODEL_GONE | {"type":"error","error":{"type":"not_found_error","message":"model: claude-0"}}
          413 | CALLER_FAULT | {"type":"error","error":{"type":"request_too_large","message":"m"}}
          429 | RATE_LIMITED | {"type":"error","error":{"type":"rate_limit_error","message":"m"},"request_id":"req_1"}
          429 | QUOTA_EXHAUSTED | {"type":"error","error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}}
          500 | TRANSIENT | {"type":"error","error":{"type":"api_error","message":"m"}}
          529 | OVERLOADED | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
          # Gemini
          400 | CALLER_FAULT | {"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}
          400 | AUTH | {"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}
          402 | QUOTA_EXHAUSTED | {"error":{"code":402,"message":"m","status":"X"}}
          403 | AUTH | {"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}
          404 | MODEL_GONE | {"error":{"code":404,"message":"m","status":"NOT_FOUND"}}
          429 | RATE_LIMITED | [{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}]
          429 | RATE_LIMITED | {"error":{"code":429,"message":"m, limit: 05","status":"RESOURCE_EXHAUSTED"}}
          429 | QUOTA_EXHAUSTED | {"error":{"code":429,"message":"m, limit: 0\\nPlease retry","status":"RESOURCE_EXHAUSTED"}}
          429 | RATE_LIMITED | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"10"}]}]}}
          429 | QUOTA_EXHAUSTED | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel","quotaValue":"250"}]}]}}
          429 | QUOTA_EXHAUSTED | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"InputTokensPerMinute","quotaValue":"0"}]}]}}
          503 | OVERLOADED | {"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}
          400 | QUOTA_EXHAUSTED | {"error":{"code":400,"message":"User location is not supported for the API use without a billing account linked.","status":"FAILED_PRECONDITION"}}
          504 | TIMEOUT | {"error":{"code":504,"message":"m","status":"DEADLINE_EXCEEDED"}}
          # DeepSeek and Qwen
          402 | QUOTA_EXHAUSTED | {"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}
          422 | CALLER_FAULT | {"error":{"message":"m","type":"invalid_request_error","code":"x"}}
          400 | QUOTA_EXHAUSTED | {"error":{"code":"Arrearage","param":null,"message":"m","type":"Arrearage"},"request_id":"x"}
          400 | CONTENT_REFUSED | {"error":{"code":"data_inspection_failed","param":null,"message":"m","type":"data_inspection_failed"}}
          400 | QUOTA_EXHAUSTED | {"code":"Arrearage","message":"m","request_id":"x"}
          429 | RATE_LIMITED | {"error":{"code":"Throttling.RateQuota","message":"m","type":"x"}}
          429 | RATE_LIMITED | {"error":{"code":"Throttling.AllocationQuota","message":"m","type":"x"}}
          400 | MODEL_GONE | {"error":{"message":"Model Not Exist","type":"invalid_request_error","code":"invalid_request_error"}}
          400 | CONTENT_REFUSED | {"error":{"message":"Content Exists Risk","type":"invalid_request_error","code":"invalid_request_error"}}
          403 | QUOTA_EXHAUSTED | {"error":{"code":"AllocationQuota.FreeTierOnly","message":"m","type":"AllocationQuota.FreeTierOnly"}}
          # on-premises servers, proxies and oddities
          404 | MODEL_GONE | {"object":"error","message":"The model `m` does not exist.","type":"NotFoundError","code":404}
          404 | MODEL_GONE | {"error":"model 'llama9' not found"}
          502 | CUT_OFF | <html>Bad Gateway</html>
          520 | CUT_OFF | <html>Web server is returning an unknown error</html>
          521 | TRANSIENT | <html>Web server is down</html>
          524 | TIMEOUT | <html>A timeout occurred</html>
          503 | OVERLOADED | <html>Unavailable</html>
          408 | TRANSIENT | timeout
          302 | GARBLED | <html>Moved</html>
          204 | GARBLED | {}
          """)
  void everyFailureHasItsClass(int status, FailureClass expected, String body) {
    Outcome outcome = FailureClassifier.classify(Given.response(status, body));

    assertThat(outcome.failure()).isEqualTo(expected);
    assertThat(outcome.usage()).isEqualTo(Usage.NONE);
    assertThat(outcome.detail()).startsWith("HTTP " + status);
  }

  @Test
  void theDetailNamesCodesAndNeverWhatTheCallerWrote() {
    Outcome outcome =
        FailureClassifier.classify(
            Given.response(
                400,
                """
                {"error":{"message":"bad prompt: my diary","type":"invalid_request_error",
                 "param":null,"code":"<b>strange code</b>"}}"""));

    assertThat(outcome.detail())
        .isEqualTo("HTTP 400 invalid_request_error _b_strange_code__b_")
        .doesNotContain("diary");
  }

  @Test
  void geminisDelayIsRead() {
    Outcome outcome = FailureClassifier.classify(geminiLimit("PerMinute"));

    assertThat(outcome.retryAfterMs()).isEqualTo(46_500);
  }

  @Test
  void aDaysLimitIsNotWaitedForAMinute() {
    Outcome outcome = FailureClassifier.classify(geminiLimit("PerDay"));

    assertThat(outcome.failure()).isEqualTo(FailureClass.QUOTA_EXHAUSTED);
    assertThat(outcome.retryAfterMs()).isZero();
  }

  private static WireResponse geminiLimit(String period) {
    return Given.response(
        429,
        """
        {"error":{"code":429,"message":"You exceeded your current quota",
         "status":"RESOURCE_EXHAUSTED","details":[
          {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
           {"quotaMetric":"generativelanguage.googleapis.com/generate_content_requests",
            "quotaId":"GenerateRequestsPERIODPerProjectPerModel","quotaValue":"10"}]},
          {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"46.5s"}]}}"""
            .replace("PERIOD", period));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Retry-After | 20 | 20000
          retry-after | 0.5 | 500
          retry-after-ms | 1250 | 1250
          Retry-After | Sun, 18 Oct 2026 12:00:30 GMT | 30000
          Retry-After | Sun, 18 Oct 2026 11:00:00 GMT | 0
          Retry-After | 999999999 | 86400000
          Retry-After | soon | 0
          Retry-After | -5 | 0
          X-Other | 5 | 0
          """)
  void theWaitIsReadInEveryForm(String name, String value, long waitMs) {
    Outcome outcome = FailureClassifier.classify(Given.response(429, "{}", name, value));

    assertThat(outcome.retryAfterMs()).isEqualTo(waitMs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OVERLOADED | {"type":"error","error":{"type":"overloaded_error","message":"m"}}
          QUOTA_EXHAUSTED | {"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}
          RATE_LIMITED | {"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}}
          RATE_LIMITED | {"error":{"message":"m","code":429}}
          OVERLOADED | {"error":{"message":"m","code":"503"}}
          TRANSIENT | {"error":{"message":"m","type":"server_error"}}
          CONTENT_REFUSED | {"error":{"message":"m","code":"data_inspection_failed"}}
          GARBLED | {"error":{"message":"m","type":"strange"}}
          GARBLED | {"error":"m"}
          GARBLED | {"error":{"type":"overloaded_error"},"usage":{"prompt_tokens":3,"completion_tokens":4}}
          """)
  void anErrorInsideA200HasItsClassUnlessItWasBilled(FailureClass expected, String body) {
    Outcome outcome = WireProtocol.of(EngineSpec.Protocol.OPENAI).decode(Given.ok(body));

    assertThat(outcome.failure()).isEqualTo(expected);
    assertThat(outcome.detail()).startsWith("HTTP 200 with an error");
  }

  @Test
  void theExactWaitCountsBeforeTheRoundedOne() {
    Outcome outcome =
        FailureClassifier.classify(
            Given.response(429, "{}", "retry-after", "2", "retry-after-ms", "1100"));

    assertThat(outcome.retryAfterMs()).isEqualTo(1_100);
  }
}

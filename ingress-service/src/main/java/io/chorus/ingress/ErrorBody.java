package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chorus.contracts.Problem;
import java.util.List;

/**
 * A refusal in OpenAI's form.
 *
 * @param problems of a body, each with its field; null where it isn't about a body
 */
record ErrorBody(Failure error, @JsonInclude(JsonInclude.Include.NON_NULL) List<Problem> problems) {

  /** All four are always there. */
  record Failure(String message, String type, String param, String code) {}

  static ErrorBody of(Refusal refusal) {
    return new ErrorBody(
        new Failure(refusal.message(), type(refusal), refusal.param(), refusal.code()),
        refusal.problems());
  }

  private static String type(Refusal refusal) {
    if (refusal.status() == 429) {
      return refusal.param().equals("spend") ? refusal.code() : refusal.param();
    }
    return refusal.status() < 500 ? "invalid_request_error" : "api_error";
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a scripted failure looks like to the client, in the words of the engine that it meets. Only
 * those that say so are billed.
 */
public enum FaultKind {
  /** Over a minute's limit: status 429, with how long to wait. */
  RATE_LIMITED("429"),
  /** The same without a word of how long to wait. */
  RATE_LIMITED_NO_WAIT("429_no_wait"),
  /** Status 429 for growing too fast. */
  SLOW_DOWN("slow_down"),
  /** Status 429 for the day's limit; Gemini says to come back in 46 seconds all the same. */
  DAILY_QUOTA("daily_quota"),
  /** Gemini's 429 with {@code limit: 0}; elsewhere the account has no quota. */
  LIMIT_ZERO("limit_zero"),
  /** A limit of spending that the account's owner has set. */
  SPEND_LIMIT("spend_limit"),
  /** The account is not paid: 402, at OpenAI 429, at Qwen 400. */
  UNPAID("unpaid"),
  /** Status 500. */
  SERVER_ERROR("500"),
  /** A proxy's page: status 502. */
  BAD_GATEWAY("502"),
  /** The engine sheds load: status 503. */
  UNAVAILABLE("503"),
  /** The engine took too long: status 504. */
  GATEWAY_TIMEOUT("504"),
  /** The engine sheds load in Anthropic's way: status 529, elsewhere 503. */
  OVERLOADED("529"),
  /** The key is refused: status 401, at Gemini 400. */
  UNAUTHORIZED("401"),
  /** The key may not do this: status 403. */
  FORBIDDEN("403"),
  /** There is no such model any more: status 404, at DeepSeek 400. */
  MODEL_GONE("404"),
  /** The request is wrong: status 400. */
  BAD_REQUEST("400"),
  /** The request is too large: status 413. */
  TOO_LARGE("413"),
  /** The request's values are wrong: status 422, where the engine knows it. */
  UNPROCESSABLE("422"),
  /** The prompt is refused before an answer is begun. */
  CONTENT_REFUSED("content_refused"),
  /** The call is accepted and never answered; the connection stays open until the client goes. */
  HANG("hang"),
  /** The connection is closed before anything is said. */
  RESET("reset"),
  /** Status 200, then keep-alives for ever: the call waits and is never begun. */
  KEEP_ALIVE("keep_alive"),
  /** Status 200 that holds an error. */
  ERROR_IN_200("error_in_200"),
  /** Billed: the model refuses. */
  REFUSAL("refusal", true),
  /** Billed, and never answered. */
  TIMEOUT("timeout", true),
  /** Billed, and the connection is closed before anything is said. */
  CUT_OFF("cut_off", true),
  /** Billed, and the connection is closed in the middle of the answer. */
  HALF_CLOSED("half_closed", true),
  /** Billed, and the answer ends in the middle as if that were all. */
  TRUNCATED_JSON("truncated_json", true),
  /** Billed, and the answer comes byte by byte, twenty in a second. */
  SLOW_DRIP("slow_drip", true),
  /** Billed, and there is no answer in the answer. */
  EMPTY_CHOICES("empty_choices", true),
  /** Billed, and the answer says that it is a page. */
  WRONG_CONTENT_TYPE("wrong_content_type", true),
  /** Billed, and the answer has more than eight mebibytes. */
  OVERSIZED_BODY("oversized_body", true);

  static final String ALLOWED =
      Arrays.stream(values()).map(FaultKind::toString).collect(Collectors.joining(", "));

  private final String json;
  private final boolean billed;

  FaultKind(String json) {
    this(json, false);
  }

  FaultKind(String json, boolean billed) {
    this.json = json;
    this.billed = billed;
  }

  /** Whether the call has its line in the journal. */
  public boolean isBilled() {
    return billed;
  }

  /**
   * @throws IllegalArgumentException where the text names none
   */
  @JsonCreator
  public static FaultKind of(String json) {
    return Arrays.stream(values())
        .filter(kind -> kind.json.equals(json))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("fault kind '" + json + "'; allowed: " + ALLOWED));
  }

  @JsonValue
  @Override
  public String toString() {
    return json;
  }
}

package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What an account may do. Each account that it is for has it for itself; of several that are for
 * one account the first counts.
 *
 * @param engine the only engine that it is for; null: every engine
 * @param account the only account, as its key or as the journal names it; null: every account
 * @param requestsPerMinute at least 1, or null
 * @param tokensPerMinute input and output together, at least 1, or null
 * @param requestsPerDay at least 1, or null
 * @param concurrency calls that are open at a time, at least 1, or null
 * @param window how a minute is counted; null: as the engine's provider does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limit(
    String engine,
    String account,
    Long requestsPerMinute,
    Long tokensPerMinute,
    Long requestsPerDay,
    Long concurrency,
    Window window) {

  /** How a minute is counted. */
  public enum Window {
    /** From one minute of the clock to the next. */
    @JsonProperty("minute")
    MINUTE,
    /** A bucket of the limit's size that refills all the time, as at OpenAI and Anthropic. */
    @JsonProperty("bucket")
    BUCKET
  }

  public Limit {
    require(requestsPerMinute, "requests_per_minute");
    require(tokensPerMinute, "tokens_per_minute");
    require(requestsPerDay, "requests_per_day");
    require(concurrency, "concurrency");
    if (requestsPerMinute == null
        && tokensPerMinute == null
        && requestsPerDay == null
        && concurrency == null) {
      throw new IllegalArgumentException(
          "a limit limits nothing; allowed: requests_per_minute, tokens_per_minute,"
              + " requests_per_day, concurrency");
    }
  }

  private static void require(Long limit, String name) {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException("limit " + name + " " + limit + "; allowed: 1 or more");
    }
  }

  boolean concerns(String engineName, String accountHash) {
    return (engine == null || engine.equals(engineName))
        && (account == null || Accounts.isNamed(account, accountHash));
  }

  Window windowOf(String engineName) {
    if (window != null) {
      return window;
    }
    return engineName.equals("openai") || engineName.equals("claude")
        ? Window.BUCKET
        : Window.MINUTE;
  }
}

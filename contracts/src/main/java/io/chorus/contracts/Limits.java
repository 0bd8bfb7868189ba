package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * What a provider lets one account do. Immutable.
 *
 * @param requestsPerMinute 0 for no such limit, at most {@value #MOST}, as with all of these
 * @param tokensPerMinute input and output together
 * @param requestsPerDay from midnight to midnight in California
 * @param concurrency calls that are open at a time
 * @param window how the provider counts a minute; null: as its protocol says
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Limits(
    long requestsPerMinute,
    long tokensPerMinute,
    long requestsPerDay,
    long concurrency,
    Window window)
    implements Serializable {
  public static final Limits NONE = new Limits(0, 0, 0, 0, null);

  private static final long MOST = 1_000_000_000_000L;

  /** How a minute is counted. */
  public enum Window {
    /** A bucket of the limit's size that refills all the time, as at OpenAI and Anthropic. */
    @JsonProperty("bucket")
    BUCKET,
    /** From one minute of the clock to the next. */
    @JsonProperty("minute")
    MINUTE
  }

  public Limits {
    require(requestsPerMinute, "requests_per_minute");
    require(tokensPerMinute, "tokens_per_minute");
    require(requestsPerDay, "requests_per_day");
    require(concurrency, "concurrency");
  }

  private static void require(long limit, String key) {
    if (limit < 0 || limit > MOST) {
      throw new IllegalArgumentException(
          "limits: '" + key + "' is out of range; allowed: 0 (none) to " + MOST);
    }
  }

  /** True where nothing is limited: nobody has to be asked before a call. */
  public boolean areNone() {
    return requestsPerMinute == 0
        && tokensPerMinute == 0
        && requestsPerDay == 0
        && concurrency == 0;
  }

  /** The same limits with a window that is never null. */
  public Limits at(EngineSpec.Protocol protocol) {
    return window == null
        ? new Limits(
            requestsPerMinute, tokensPerMinute, requestsPerDay, concurrency, windowOf(protocol))
        : this;
  }

  private static Window windowOf(EngineSpec.Protocol protocol) {
    return protocol == EngineSpec.Protocol.OPENAI || protocol == EngineSpec.Protocol.ANTHROPIC
        ? Window.BUCKET
        : Window.MINUTE;
  }
}

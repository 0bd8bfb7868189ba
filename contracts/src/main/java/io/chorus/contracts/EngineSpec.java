package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One engine as declared. Immutable.
 *
 * @param protocol how to speak to it
 * @param baseUrl where it is; from configuration only, never from a caller
 * @param region where its data is processed; null where nobody knows
 * @param dataClasses names of the data classes it may see, where its region may have them
 * @param permits calls in flight at most; at least 5 % of them (and one) are never lent to bulk
 *     work
 * @param tenantInFlight calls of one tenant that may be on their way at once; 0 for no such limit.
 *     Where it is above one, at least 5 % of them (and one) are never lent to bulk work
 * @param timeoutMs a call's total time at most, in milliseconds
 * @param accounts whose names the calls are made in, at least one; a single one may be declared by
 *     itself
 * @param models by the engine's own name; the first is the one that {@code chorus-auto} uses
 */
public record EngineSpec(
    Protocol protocol,
    URI baseUrl,
    String region,
    ArrayList<String> dataClasses,
    int permits,
    int tenantInFlight,
    long timeoutMs,
    @JsonAlias("account") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        ArrayList<Account> accounts,
    LinkedHashMap<String, ModelSpec> models)
    implements Serializable {

  private static final List<String> SCHEMES = List.of("http", "https");

  public EngineSpec {
    require(protocol != null, "protocol", "openai, anthropic, gemini, deepseek or qwen");
    require(isUrl(baseUrl), "base_url", "an http or https URL");
    require(
        dataClasses != null && !dataClasses.isEmpty() && !dataClasses.contains(null),
        "data_classes",
        "at least one name");
    require(permits >= 2 && permits <= 100_000, "permits", "2 to 100000");
    require(tenantInFlight >= 0 && tenantInFlight <= 100_000, "tenant_in_flight", "0 to 100000");
    require(timeoutMs >= 100 && timeoutMs <= 3_600_000, "timeout_ms", "100 to 3600000");
    require(
        accounts != null && !accounts.isEmpty() && !accounts.contains(null),
        "accounts",
        "at least one, each with an id and a key");
    require(
        accounts.stream().map(Account::id).distinct().count() == accounts.size(),
        "accounts",
        "each id once");
    require(
        models != null && !models.isEmpty() && !models.containsValue(null),
        "models",
        "at least one model, each with its prices");
  }

  private static boolean isUrl(URI uri) {
    return uri != null
        && uri.getHost() != null
        && uri.getScheme() != null
        && SCHEMES.contains(uri.getScheme());
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "engine: '" + key + "' is missing or out of range; allowed: " + allowed);
    }
  }

  /** The same engine asked in other names. */
  public EngineSpec in(List<Account> others) {
    return new EngineSpec(
        protocol,
        baseUrl,
        region,
        dataClasses,
        permits,
        tenantInFlight,
        timeoutMs,
        new ArrayList<>(others),
        models);
  }

  public String firstModel() {
    return models.keySet().iterator().next();
  }

  /** Calls of one tenant that may be on their way at once. */
  public int tenantLimit() {
    return tenantInFlight == 0 ? Integer.MAX_VALUE : tenantInFlight;
  }

  /**
   * Calls of one tenant that may be on their way at once when another bulk call leaves: the same
   * share as of the permits is kept for its urgent work.
   */
  public int tenantBulkLimit() {
    return tenantInFlight < 2 ? tenantLimit() : tenantInFlight - reserved(tenantInFlight);
  }

  /** Permits that only the priority lane may use. */
  public int reservedPermits() {
    return reserved(permits);
  }

  private static int reserved(int places) {
    return Math.max(1, (places + 19) / 20);
  }

  /** Permits that bulk work may use. */
  public int bulkPermits() {
    return permits - reservedPermits();
  }

  /** The wire protocols that are spoken. */
  public enum Protocol {
    @com.fasterxml.jackson.annotation.JsonProperty("openai")
    OPENAI,
    @com.fasterxml.jackson.annotation.JsonProperty("anthropic")
    ANTHROPIC,
    @com.fasterxml.jackson.annotation.JsonProperty("gemini")
    GEMINI,
    /** OpenAI's, with DeepSeek's particulars. */
    @com.fasterxml.jackson.annotation.JsonProperty("deepseek")
    DEEPSEEK,
    /** OpenAI's, with those of Qwen's compatible mode. */
    @com.fasterxml.jackson.annotation.JsonProperty("qwen")
    QWEN;

    /** Whether it speaks OpenAI's chat completions, whose base URL ends in a version. */
    public boolean isOpenAiLike() {
      return this == OPENAI || this == DEEPSEEK || this == QWEN;
    }
  }

  /**
   * @param prices in effect from their date on, the latest such one counts
   * @param stream whether it is asked for server-sent events, as some models answer in no other way
   * @param firstTokenMs an answer must have begun after so many milliseconds, keep-alives not
   *     counted; 0: by the call's own end. For a model that does not stream the beginning is the
   *     answer
   */
  public record ModelSpec(ArrayList<Price> prices, boolean stream, long firstTokenMs)
      implements Serializable {

    public ModelSpec {
      require(
          prices != null && !prices.isEmpty() && !prices.contains(null), "prices", "at least one");
      require(firstTokenMs >= 0 && firstTokenMs <= 3_600_000, "first_token_ms", "0 to 3600000");
    }

    /** A model that answers in one piece, by the end of the call. */
    public ModelSpec(ArrayList<Price> prices) {
      this(prices, false, 0);
    }

    /**
     * What tokens cost at a time, in billionths of a US dollar; before the first price's day, the
     * first price counts.
     */
    public long costNanoUsd(Usage usage, long atMs) {
      Price price = prices.get(0);
      for (Price candidate : prices) {
        if (candidate.fromMs() <= atMs && candidate.fromMs() >= price.fromMs()) {
          price = candidate;
        }
      }
      return price.costNanoUsd(usage);
    }
  }
}

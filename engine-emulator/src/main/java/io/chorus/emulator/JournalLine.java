package io.chorus.emulator;

/**
 * A billed call, as one line of the journal (snake case JSON).
 *
 * @param atMs when it arrived, milliseconds since 1970
 * @param engine as in the path
 * @param model as in the answer
 * @param account the first 12 hex digits of SHA-256 of the API key, never the key
 * @param ask the request header {@code X-Client-Request-Id} as sent; null where there was none
 * @param tokensIn as in the answer's usage
 * @param tokensOut as in the answer's usage
 * @param status always 200: nothing else is billed
 * @param latencyMs from arrival to the end of the answer, as drawn
 * @param cachedIn those of {@code tokensIn} that came from the cache
 * @param reasoningOut those of {@code tokensOut} that nobody sees
 * @param costNanoUsd by the engine's price in the settings, in billionths of a US dollar
 * @param stream whether the answer is a stream
 * @param fault what the script does to the answer; null: nothing
 */
public record JournalLine(
    long atMs,
    String engine,
    String model,
    String account,
    String ask,
    long tokensIn,
    long tokensOut,
    int status,
    long latencyMs,
    long cachedIn,
    long reasoningOut,
    long costNanoUsd,
    boolean stream,
    FaultKind fault) {

  /** A line of a plain call that cost nothing. */
  public JournalLine(
      long atMs,
      String engine,
      String model,
      String account,
      String ask,
      long tokensIn,
      long tokensOut,
      int status,
      long latencyMs) {
    this(
        atMs, engine, model, account, ask, tokensIn, tokensOut, status, latencyMs, 0, 0, 0, false,
        null);
  }
}

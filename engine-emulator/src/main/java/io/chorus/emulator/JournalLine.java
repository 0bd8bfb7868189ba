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
 * @param latencyMs from arrival to answer, as drawn
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
    long latencyMs) {}

package io.chorus.operators.limits;

/**
 * What a provider's answer says is left of its account.
 *
 * @param requests -1 where it doesn't say
 * @param tokens -1 where it doesn't say
 * @param atMs Unix milliseconds when the call was sent; 0 where nothing was said
 */
public record Left(long requests, long tokens, long atMs) {
  public static final Left UNKNOWN = new Left(-1, -1, 0);
}

package io.chorus.operators.learning;

import java.util.Arrays;

/** The hashed features of one text, each there or not. Not thread-safe. */
public final class Features {
  /** How many different features a model can tell apart. */
  public static final int BUCKETS = 1 << 14;

  private static final long PRIME = 0x100000001b3L;
  private static final long START = 0xcbf29ce484222325L;

  private int[] buckets = new int[256];
  private int size;

  /** The hash of nothing, to be gone on with by {@link #and(long, long)}. */
  public static long start(char space) {
    return and(START, space);
  }

  /** FNV-1a, a character or another hash at a time. */
  public static long and(long hash, long next) {
    return (hash ^ next) * PRIME;
  }

  /** The hash of a part of a text. */
  public static long hash(char space, String text, int from, int to) {
    long hash = start(space);
    for (int i = from; i < to; i++) {
      hash = and(hash, text.charAt(i));
    }
    return hash;
  }

  /** Adds one feature. */
  public void add(long hash) {
    if (size == buckets.length) {
      buckets = Arrays.copyOf(buckets, 2 * size);
    }
    long mixed = hash ^ (hash >>> 29);
    buckets[size++] = (int) (mixed ^ (mixed >>> 14)) & (BUCKETS - 1);
  }

  /** Each feature once, sorted. */
  public int[] distinct() {
    Arrays.sort(buckets, 0, size);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || buckets[i] != buckets[i - 1]) {
        buckets[distinct++] = buckets[i];
      }
    }
    size = distinct;
    return Arrays.copyOf(buckets, distinct);
  }
}

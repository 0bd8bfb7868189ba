package io.chorus.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Task ids are UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds first, so
 * that the day a task belongs to can be read off its id and every table can be partitioned by it.
 * Thread-safe.
 */
public final class TaskIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TaskIds() {}

  /** A new id for a task that arrives now. */
  public static String fresh(Instant now) {
    return uuid(now.toEpochMilli(), RANDOM.nextLong(), RANDOM.nextLong()).toString();
  }

  /**
   * The id of a task that a producer named itself: equal for equal names on one (UTC) day of one
   * tenant, so that a record sent twice is one task.
   *
   * @param name the CloudEvents id, else {@code topic-partition-offset}
   */
  public static String derived(String tenant, String name, Instant at) {
    long midnight = at.truncatedTo(ChronoUnit.DAYS).toEpochMilli();
    ByteBuffer hash = ByteBuffer.wrap(sha256(tenant + '\0' + name));
    return uuid(midnight, hash.getLong(), hash.getLong()).toString();
  }

  /**
   * The UTC day of a task id.
   *
   * @throws IllegalArgumentException where the text is no UUID of version 7
   */
  public static LocalDate day(String taskId) {
    return LocalDate.ofInstant(timestamp(taskId), ZoneOffset.UTC);
  }

  /** True where {@link #day} would return. */
  public static boolean isTaskId(String text) {
    try {
      timestamp(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Instant timestamp(String taskId) {
    UUID uuid = UUID.fromString(taskId);
    if (uuid.version() != 7 || !uuid.toString().equals(taskId)) {
      throw new IllegalArgumentException("not a task id: " + taskId);
    }
    return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
  }

  private static UUID uuid(long epochMs, long high, long low) {
    long most = (epochMs << 16) | 0x7000L | (high & 0x0FFFL);
    long least = 0x8000000000000000L | (low & 0x3FFFFFFFFFFFFFFFL);
    return new UUID(most, least);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

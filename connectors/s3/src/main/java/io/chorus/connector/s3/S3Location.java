package io.chorus.connector.s3;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A bucket, or what is under a prefix of it. Immutable.
 *
 * @param prefix empty, or with a slash at its end only
 */
public record S3Location(String bucket, String prefix) {
  /** What it looks like, for people. */
  public static final String FORM = "s3://BUCKET or s3://BUCKET/PREFIX";

  private static final String SCHEME = "s3://";
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("|([A-Za-z0-9!_.*'()=-]{1,128}/){1,8}");
  private static final Set<String> PATHS = Set.of(".", "..");

  public S3Location {
    if (bucket == null
        || !BUCKET.matcher(bucket).matches()
        || prefix == null
        || !PREFIX.matcher(prefix).matches()
        || Arrays.stream(prefix.split("/", -1)).anyMatch(PATHS::contains)) {
      throw new IllegalArgumentException("this is no place in S3; allowed: " + FORM);
    }
  }

  /** True where a text means S3, be it well-formed or not. */
  public static boolean isMeant(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * @throws IllegalArgumentException where it is not of the {@link #FORM}
   */
  public static S3Location parse(String text) {
    String[] parts = text.substring(isMeant(text) ? SCHEME.length() : 0).split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1];
    return new S3Location(
        parts[0], prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  /** True where another place is this one, or in it. */
  public boolean holds(S3Location other) {
    return bucket.equals(other.bucket) && other.prefix.startsWith(prefix);
  }

  /** The key of a name here. */
  String key(String name) {
    return prefix + name;
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + prefix;
  }
}

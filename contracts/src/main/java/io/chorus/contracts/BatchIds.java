package io.chorus.contracts;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The ids of batches that come in as files. No task that comes in otherwise may bear one as the
 * name of its batch. Thread-safe.
 */
public final class BatchIds {
  private static final Pattern FORM = Pattern.compile("batch_[0-9a-f]{32}");

  private BatchIds() {}

  public static String fresh() {
    return "batch_" + UUID.randomUUID().toString().replace("-", "");
  }

  /** True where the text looks like one, be there such a batch or not. */
  public static boolean isBatchId(String text) {
    return FORM.matcher(text).matches();
  }
}

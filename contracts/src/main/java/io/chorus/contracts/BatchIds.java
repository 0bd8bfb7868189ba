package io.chorus.contracts;

import java.time.Instant;
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
    return of(UUID.randomUUID().toString());
  }

  /** The id of the batch that a tenant's caller gave a name: the same for the same name. */
  public static String derived(String tenant, String name) {
    return of(TaskIds.derived(tenant, name, Instant.EPOCH));
  }

  private static String of(String uuid) {
    return "batch_" + uuid.replace("-", "");
  }

  /** True where the text looks like one, be there such a batch or not. */
  public static boolean isBatchId(String text) {
    return FORM.matcher(text).matches();
  }
}

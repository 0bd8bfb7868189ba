package io.chorus.contracts;

/** The names of the Kafka topics. Only these; nobody builds a topic name elsewhere. */
public final class Topics {
  /** Validated tasks from the ingress, keyed by task id, but for those of {@link #BULK}. */
  public static final String TASKS = "tasks";

  /** Those of lane batch, so that no other is read behind a million of them. */
  public static final String BULK = "tasks.bulk";

  /** What became of each ask, keyed by task id. */
  public static final String ANSWERS = "answers";

  /** For analytics, keyed by task id. */
  public static final String EVENTS = "events";

  /** What operators want of work that waits: compacted, keyed by {@link Hold#key}. */
  public static final String CONTROL = "control";

  /** The API keys, without the keys themselves: compacted, keyed by their ids. */
  public static final String KEYS = "keys";

  /** How work waits, each second: compacted, keyed by engine. */
  public static final String QUEUES = "queues";

  /** Who asks after a task, keyed by task id. */
  public static final String INQUIRIES = "inquiries";

  /** Where the calls of those tasks are, keyed by task id. */
  public static final String WHEREABOUTS = "whereabouts";

  /** What the planner goes by: compacted, keyed by {@link Guidance#key}. */
  public static final String GUIDANCE = "guidance";

  /** What could not be accepted. */
  public static final String DEAD_LETTERS = "dead-letters";

  private static final String RAW_PREFIX = "tasks.raw.";
  private static final String RESULTS_PREFIX = "results.";

  private Topics() {}

  /** Where a validated task of the lane is written. */
  public static String tasks(Lane lane) {
    return lane == Lane.BATCH ? BULK : TASKS;
  }

  /** Whether it holds validated tasks. */
  public static boolean isTasks(String topic) {
    return topic.equals(TASKS) || topic.equals(BULK);
  }

  /** Where a tenant's producers write; the topic, never the record, names the tenant. */
  public static String raw(String tenant) {
    return RAW_PREFIX + tenant;
  }

  /** Where a tenant's final results appear, keyed by task id. */
  public static String results(String tenant) {
    return RESULTS_PREFIX + tenant;
  }

  public static boolean isRaw(String topic) {
    return topic.startsWith(RAW_PREFIX);
  }

  public static boolean isResults(String topic) {
    return topic.startsWith(RESULTS_PREFIX);
  }

  /** The tenant a raw topic belongs to. */
  public static String tenantOfRaw(String topic) {
    return topic.substring(RAW_PREFIX.length());
  }
}

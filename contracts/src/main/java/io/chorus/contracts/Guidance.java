package io.chorus.contracts;

/**
 * What the planner goes by, and what changes while it runs: a policy or an engine's record, one of
 * the two.
 *
 * @param policy a {@link Policy} as YAML, or null
 * @param record of an engine, or null
 */
public record Guidance(int schemaVersion, String policy, EngineRecord record) {
  private static final String POLICY = "policy";

  public static Guidance of(Policy policy) {
    return new Guidance(SchemaVersion.CURRENT, policy.toYaml(), null);
  }

  public static Guidance of(EngineRecord record) {
    return new Guidance(SchemaVersion.CURRENT, null, record);
  }

  /** The newest with the same key counts. */
  public String key() {
    return record == null ? POLICY : "record/" + record.engine() + "/" + record.kind();
  }
}

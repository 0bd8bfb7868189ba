package io.chorus.operators.planning;

import io.chorus.contracts.EngineRecord;
import io.chorus.contracts.Policy;
import java.util.Map;
import java.util.Set;

/**
 * What a plan follows from, beside the task and the catalog.
 *
 * @param records by {@link #key}
 * @param out engines that answer nobody at the moment
 */
public record Known(Policy policy, Map<String, EngineRecord> records, Set<String> out) {

  /** A policy, and nothing learned yet. */
  public static Known of(Policy policy) {
    return new Known(policy, Map.of(), Set.of());
  }

  public static String key(String engine, String kind) {
    return engine + "/" + kind;
  }

  /** Null where nothing is known. */
  EngineRecord record(String engine, String kind) {
    return records.get(key(engine, kind));
  }
}

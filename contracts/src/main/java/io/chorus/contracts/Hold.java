package io.chorus.contracts;

import java.util.Objects;

/**
 * What an operator wants of work that waits, for one target at a time: the whole of it in each
 * record, so that the last one counts. What is on its way to an engine already is never touched.
 *
 * @param tenant whose work; {@link #ALL_TENANTS} for an engine or a model
 * @param target as {@link Scope} says
 * @param paused nothing of it leaves
 * @param cancelledAtMs Unix milliseconds: tasks accepted until then end cancelled; 0 for none
 * @param lane which it takes instead of its own, or null
 * @param disabled the engine or model is not asked; what waits for it is asked elsewhere
 * @param version grows with each change of the target's hold
 */
public record Hold(
    int schemaVersion,
    String tenant,
    Scope scope,
    String target,
    boolean paused,
    long cancelledAtMs,
    Lane lane,
    boolean disabled,
    long version) {
  /** The tenant of what belongs to none. */
  public static final String ALL_TENANTS = "*";

  /** Without these nobody could tell what is held: such a record is refused when it is read. */
  public Hold {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(target, "target");
  }

  /** What a target is. */
  public enum Scope {
    /** The id of a task. */
    TASK,
    /** A batch of the tenant, by name. */
    BATCH,
    /** The tenant itself, by name. */
    TENANT,
    /** An engine of the catalog, by name. */
    ENGINE,
    /** A model of an engine, as {@code engine/model}. */
    MODEL
  }

  /** Nothing is held any more. */
  public boolean isNone() {
    return !paused && cancelledAtMs == 0 && lane == null && !disabled;
  }

  /** True where the hold ends a task that was accepted at a time. */
  public boolean cancels(long acceptedAtMs) {
    return cancelledAtMs > 0 && acceptedAtMs <= cancelledAtMs;
  }

  /** The same for all holds of one target, and for no other. */
  public String key() {
    return key(scope, tenant, target);
  }

  public static String key(Scope scope, String tenant, String target) {
    return scope + "/" + tenant + "/" + target;
  }
}

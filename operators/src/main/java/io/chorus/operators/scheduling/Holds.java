package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Hold.Scope;
import io.chorus.contracts.Lane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What operators want of one engine's calls. Of a batch's lane and its tenant's, the batch's
 * counts; what is paused or cancelled by either is. Used by one thread.
 */
final class Holds {
  /**
   * A cancel is needed until what waited has been looked through; claims go on refusing what comes
   * later.
   */
  private static final long CANCEL_KEPT_MS = 3_600_000;

  static final long NEVER = Long.MAX_VALUE;

  private static final Verdict GONE =
      new Verdict(FailureClass.MODEL_GONE, "the catalog has no such engine any more");
  private static final Verdict CANCELLED = new Verdict(FailureClass.REFUSED, "CANCELLED");
  private static final Verdict DISABLED = new Verdict(FailureClass.WITHDRAWN, "DISABLED");

  private final String name;
  private final EngineSpec engine;
  private final Map<String, Hold> byKey = new HashMap<>();
  private long nextEndMs = NEVER;

  /**
   * No holds.
   *
   * @param engine null when the catalog has it no more: nothing of it may leave
   */
  Holds(String name, EngineSpec engine) {
    this.name = name;
    this.engine = engine;
  }

  /** Sets a target's hold; false where a newer one is known. */
  boolean set(Hold hold) {
    Hold known = byKey.get(hold.key());
    if (known != null && known.version() >= hold.version()) {
      return false;
    }
    if (hold.isNone()) {
      byKey.remove(hold.key());
    } else {
      byKey.put(hold.key(), hold);
      nextEndMs = Math.min(nextEndMs, endsAtMs(hold));
    }
    return true;
  }

  /** Forgets holds that have done their work, and says which. */
  List<String> forgetOld(long nowMs) {
    if (nowMs < nextEndMs) {
      return List.of();
    }
    List<String> old =
        byKey.values().stream().filter(hold -> endsAtMs(hold) <= nowMs).map(Hold::key).toList();
    old.forEach(byKey::remove);
    nextEndMs = byKey.values().stream().mapToLong(Holds::endsAtMs).min().orElse(NEVER);
    return old;
  }

  /**
   * When a hold has done its work, in Unix milliseconds; {@link #NEVER} for what isn't a cancel.
   */
  static long endsAtMs(Hold hold) {
    boolean onlyCancels = !hold.paused() && hold.lane() == null && !hold.disabled();
    return onlyCancels ? hold.cancelledAtMs() + CANCEL_KEPT_MS : NEVER;
  }

  /** True where a hold is one of a flow as a whole. */
  boolean concerns(Hold hold, Flow flow) {
    return switch (hold.scope()) {
      case ENGINE -> hold.target().equals(name);
      case MODEL -> hold.target().equals(name + "/" + flow.model());
      case TENANT -> hold.tenant().equals(flow.tenant());
      case BATCH -> hold.tenant().equals(flow.tenant()) && hold.target().equals(flow.batch());
      case TASK -> false;
    };
  }

  /** Why a call must not leave, now or later; null where it may. */
  Verdict verdict(Call call) {
    if (engine == null) {
      return GONE;
    }
    if (byKey.isEmpty()) {
      return null;
    }
    if (isCancelled(call)) {
      return CANCELLED;
    }
    return isDisabled(call.model()) ? DISABLED : null;
  }

  /** True where a call's batch or tenant is cancelled. */
  boolean isCancelled(Call call) {
    return any(call.tenant(), call.batch(), hold -> hold.cancels(call.acceptedAtMs()));
  }

  /** True where some of the flow's calls may have to be given back before their turn. */
  boolean endsSomeOf(Flow flow) {
    return engine == null
        || any(flow.tenant(), flow.batch(), hold -> hold.cancelledAtMs() > 0)
        || isDisabled(flow.model());
  }

  /** The lane that a flow waits in; null while it is paused. */
  Lane laneOf(Flow flow) {
    if (byKey.isEmpty()) {
      return flow.lane();
    }
    if (any(flow.tenant(), flow.batch(), Hold::paused)) {
      return null;
    }
    Hold batch = batch(flow.tenant(), flow.batch());
    Hold tenant = tenant(flow.tenant());
    if (batch != null && batch.lane() != null) {
      return batch.lane();
    }
    return tenant != null && tenant.lane() != null ? tenant.lane() : flow.lane();
  }

  private boolean any(String tenant, String batch, Predicate<Hold> is) {
    Hold ofBatch = batch(tenant, batch);
    Hold ofTenant = tenant(tenant);
    return (ofBatch != null && is.test(ofBatch)) || (ofTenant != null && is.test(ofTenant));
  }

  /** True where an operator has taken the engine out of use. */
  boolean isDisabled() {
    return isDisabled(Scope.ENGINE, name);
  }

  private boolean isDisabled(String model) {
    return isDisabled() || isDisabled(Scope.MODEL, name + "/" + model);
  }

  private Hold batch(String tenant, String batch) {
    return batch == null ? null : byKey.get(Hold.key(Scope.BATCH, tenant, batch));
  }

  private Hold tenant(String tenant) {
    return byKey.get(Hold.key(Scope.TENANT, tenant, tenant));
  }

  private boolean isDisabled(Scope scope, String target) {
    Hold hold = byKey.get(Hold.key(scope, Hold.ALL_TENANTS, target));
    return hold != null && hold.disabled();
  }

  /** Why a call is given back to its task. */
  record Verdict(FailureClass failure, String detail) {}
}

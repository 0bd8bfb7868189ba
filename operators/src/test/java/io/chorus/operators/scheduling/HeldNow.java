package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Hold.Scope;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.Map;
import java.util.Random;

/** What holds mean, said once more and more simply than {@link Holds} does. */
record HeldNow(Map<String, Hold> holds) {

  /** The lane of calls that came with one; null while they are paused. */
  Lane lane(String tenant, String batch, Lane own) {
    Hold ofTenant = find(Scope.TENANT, tenant, tenant);
    Hold ofBatch = find(Scope.BATCH, tenant, batch);
    if ((ofTenant != null && ofTenant.paused()) || (ofBatch != null && ofBatch.paused())) {
      return null;
    }
    if (ofBatch != null && ofBatch.lane() != null) {
      return ofBatch.lane();
    }
    return ofTenant != null && ofTenant.lane() != null ? ofTenant.lane() : own;
  }

  private Hold find(Scope scope, String tenant, String target) {
    return holds.get(Hold.key(scope, tenant, target));
  }

  boolean cancels(Call call) {
    return holds.values().stream()
        .filter(hold -> hold.tenant().equals(call.tenant()))
        .filter(hold -> hold.scope() == Scope.TENANT || hold.target().equals(call.batch()))
        .anyMatch(hold -> hold.cancels(call.acceptedAtMs()));
  }

  boolean disables() {
    return holds.values().stream().anyMatch(Hold::disabled);
  }

  /** Some hold of a batch, a tenant or engine a, or the end of one. */
  static Hold random(Random random, String tenant, long nowMs, long version) {
    if (random.nextInt(3) == 0) {
      boolean disabled = random.nextInt(4) == 0;
      return Kit.hold(Hold.ALL_TENANTS, Scope.ENGINE, "a", false, 0, null, disabled, version);
    }
    boolean none = random.nextInt(3) == 0;
    boolean all = random.nextBoolean();
    boolean paused = !none && random.nextInt(3) == 0;
    long cancelledAtMs = !none && random.nextInt(3) == 0 ? nowMs : 0;
    Lane[] lanes = Lane.values();
    Lane lane = none || random.nextBoolean() ? null : lanes[random.nextInt(lanes.length)];
    return Kit.hold(
        tenant,
        all ? Scope.TENANT : Scope.BATCH,
        all ? tenant : "batch-" + random.nextInt(2),
        paused,
        cancelledAtMs,
        lane,
        false,
        version);
  }

  /** All of it ended, but for a cancel. */
  static Hold released(Hold hold, long version) {
    return Kit.hold(
        hold.tenant(),
        hold.scope(),
        hold.target(),
        false,
        hold.cancelledAtMs(),
        null,
        false,
        version);
  }
}

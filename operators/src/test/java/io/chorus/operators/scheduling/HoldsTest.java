package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Hold.Scope;
import io.chorus.contracts.Lane;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private static final int WINDOW = 3 + 8;
  private static final int MANY = 3_000;

  private Desk desk;
  private int number;
  private long version;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(Kit.CATALOG.engine("a"));
  }

  @Test
  void nothingOfAPausedBatchLeavesAndOthersTakeItsPlaces() throws Exception {
    add("t", "paused", 100);
    add("t", "other", 100);
    desk.take();

    desk.hold(paused(Scope.BATCH, "t", "paused", true));

    assertThat(desk.serve(60))
        .hasSizeGreaterThanOrEqualTo(60)
        .allMatch(call -> call.batch().equals("other"));
  }

  @Test
  void aResumedBatchGoesOnWhereItWas() throws Exception {
    List<Call> calls = add("t", "b", 30);
    List<Call> first = desk.take();
    desk.hold(paused(Scope.BATCH, "t", "b", true));
    first.forEach(this::answer);
    assertThat(desk.take()).isEmpty();

    desk.hold(paused(Scope.BATCH, "t", "b", false));

    assertThat(desk.take().get(0)).isEqualTo(calls.get(WINDOW));
    assertThat(desk.state.holds).isEmpty();
  }

  @Test
  void aPausedTenantHoldsUpNobodyElse() throws Exception {
    add("a", "x", 50);
    desk.take();
    desk.hold(paused(Scope.TENANT, "a", "a", true));
    add("b", "x", 50);

    assertThat(desk.serve(20))
        .hasSizeGreaterThanOrEqualTo(20)
        .allMatch(call -> call.tenant().equals("b"));
  }

  @Test
  void aPauseSurvivesARestart() throws Exception {
    add("t", "b", 50);
    List<Call> first = desk.take();
    desk.hold(paused(Scope.BATCH, "t", "b", true));

    desk.restart();
    first.forEach(this::answer);

    assertThat(desk.take()).isEmpty();
    assertThat(desk.state.waiting()).isEqualTo(50 - WINDOW);
  }

  @Test
  void ofACancelledBatchEveryWaitingCallIsGivenBackInSteps() throws Exception {
    add("t", "b", MANY);
    add("t", "kept", 5);

    desk.hold(cancelled(Scope.BATCH, "t", "b", Kit.NOW));

    assertThat(desk.givenBack).hasSize(Sweep.MOST_AT_ONCE);
    desk.pass(100);
    assertThat(desk.givenBack).hasSize(MANY - WINDOW).allMatch(call -> call.batch().equals("b"));
    assertThat(desk.state.waiting()).isEqualTo(5);
  }

  @Test
  void whatComesLaterOfACancelledBatchIsGivenBackAtOnce() throws Exception {
    desk.hold(cancelled(Scope.BATCH, "t", "b", Kit.NOW));

    List<Call> calls = add("t", "b", 2);

    assertThat(desk.givenBack).isEqualTo(calls);
    assertThat(desk.take()).isEmpty();
  }

  @Test
  void aCancelOfATenantsWorkLeavesWhatWasAcceptedAfterIt() throws Exception {
    List<Call> old = add("t", null, 30);
    desk.take();
    desk.pass(1_000);
    List<Call> fresh = add("t", null, 30);

    desk.hold(cancelled(Scope.TENANT, "t", "t", Kit.NOW + 500));

    assertThat(desk.givenBack).containsExactlyElementsOf(old.subList(WINDOW, 30));
    assertThat(desk.serve(WINDOW + 30)).containsAll(fresh);
  }

  @Test
  void afterACancelNoHoldAndNoRestartHasWhatIsNewLookedThroughOrHeldUp() throws Exception {
    desk.hold(cancelled(Scope.TENANT, "t", "t", Kit.NOW));
    desk.pass(1_000);
    List<Call> fresh = add("t", "b", MANY);
    desk.take();
    int before = desk.state.reads;

    for (int i = 0; i < 20; i++) {
      desk.hold(paused(Scope.BATCH, "other", "b-" + i, true));
      desk.pass(1);
    }
    desk.hold(cancelled(Scope.TENANT, "t", "t", Kit.NOW + 1));
    desk.restart();
    desk.pass(100);

    assertThat(desk.state.reads - before).isLessThan(20);
    List<Call> left = desk.serve(200);
    assertThat(left)
        .hasSizeGreaterThanOrEqualTo(200)
        .isEqualTo(fresh.subList(WINDOW, WINDOW + left.size()));
  }

  @Test
  void whatSurvivesACancelKeepsItsPlaceBeforeWhatComesMeanwhile() throws Exception {
    add("t", "b", MANY);
    desk.take();
    desk.pass(1_000);
    List<Call> survivors = add("t", "b", 20);
    desk.hold(cancelled(Scope.BATCH, "t", "b", Kit.NOW));
    survivors.addAll(add("t", "b", 20));

    desk.pass(200);

    assertThat(desk.givenBack).hasSize(MANY - WINDOW);
    assertThat(desk.serve(WINDOW + 40)).isEqualTo(survivors);
  }

  @Test
  void whatSurvivesACancelInOneFlowDoesNotWaitForAllThatEndsInAnother() throws Exception {
    add("t", "b", MANY);
    desk.take();
    desk.pass(1_000);
    List<Call> survivors = add("t", "c", 20);

    desk.hold(cancelled(Scope.TENANT, "t", "t", Kit.NOW + 500));

    assertThat(desk.serve(WINDOW + 20)).containsAll(survivors);
    assertThat(desk.state.waiting()).isPositive();
  }

  @Test
  void whileACancelIsCarriedOutOthersComeAndGoAsEver() throws Exception {
    add("u", "x", 200);
    add("t", "b", MANY);
    desk.hold(cancelled(Scope.BATCH, "t", "b", Kit.NOW));
    desk.take();
    int before = desk.state.reads;

    assertThat(desk.serve(50))
        .hasSizeGreaterThanOrEqualTo(50)
        .allMatch(call -> call.tenant().equals("u"));

    assertThat(desk.state.reads - before).isLessThan(100);
  }

  @Test
  void aCancelIsForgottenAfterAnHourThoughNothingElseHappens() throws Exception {
    desk.hold(cancelled(Scope.TENANT, "t", "t", desk.now));
    desk.pass(3_599_900);
    desk.hold(paused(Scope.BATCH, "u", "x", true));
    desk.hold(paused(Scope.BATCH, "u", "x", false));
    assertThat(desk.state.isEmpty()).isFalse();

    desk.pass(200);

    assertThat(desk.state.isEmpty()).isTrue();
  }

  @Test
  void aCancelThatIsHeardOfAfterItsTimeIsNotKept() throws Exception {
    desk.hold(cancelled(Scope.TENANT, "t", "t", desk.now - 3_600_001));

    desk.pass(1);

    assertThat(desk.state.isEmpty()).isTrue();
  }

  @Test
  void aMovedBatchLeavesInItsNewLaneBeforeAllOthers() throws Exception {
    add("t", "first", 50);
    add("t", "urgent", 50);
    desk.take();

    desk.hold(moved("t", "urgent", Lane.PRIORITY));

    List<Call> left = desk.take();
    assertThat(left).hasSize(4 + 8);
    assertThat(left)
        .allMatch(call -> call.batch().equals("urgent") && call.lane() == Lane.PRIORITY);
  }

  @Test
  void aMovedBatchThatIsPausedAndResumedIsStillMoved() throws Exception {
    add("t", "b", 50);
    desk.take();
    desk.hold(hold(Scope.BATCH, "t", "b", true, 0, Lane.PRIORITY, false));
    assertThat(desk.take()).isEmpty();

    desk.hold(moved("t", "b", Lane.PRIORITY));

    assertThat(desk.take()).isNotEmpty().allMatch(call -> call.lane() == Lane.PRIORITY);
  }

  @Test
  void whatWaitsForADisabledEngineIsGivenBackAndWhatComesToo() throws Exception {
    add("t", "b", 40);
    desk.take();

    desk.hold(hold(Scope.ENGINE, Hold.ALL_TENANTS, "a", false, 0, null, true));
    add("t", "b", 2);

    assertThat(desk.givenBack).hasSize(40 - WINDOW + 2);
    assertThat(desk.take()).isEmpty();
    assertThat(desk.state.waiting()).isZero();

    desk.hold(hold(Scope.ENGINE, Hold.ALL_TENANTS, "a", false, 0, null, false));
    List<Call> onTheirWay = new ArrayList<>();
    desk.state.sent.values().forEach(sent -> onTheirWay.add(desk.state.call(sent.key())));
    onTheirWay.forEach(this::answer);
    assertThat(add("t", "b", 1)).isEqualTo(desk.take());
  }

  @Test
  void aCallForADisabledEngineIsGivenBackNoSoonerThanItsTime() throws Exception {
    desk.hold(hold(Scope.ENGINE, Hold.ALL_TENANTS, "a", false, 0, null, true));
    desk.add(Kit.call("a", Lane.STANDARD, "task-later", Kit.NOW + 2_000));

    desk.pass(1_900);
    assertThat(desk.givenBack).isEmpty();
    desk.pass(200);
    assertThat(desk.givenBack).hasSize(1);
  }

  @Test
  void whatWaitsForADisabledModelIsGivenBackWhateverItsTurnAndOtherModelsGoOn() throws Exception {
    List<Call> out = add("t", "b", 40);
    add("t", "paused", 20);
    List<Call> first = desk.take();
    List<Call> others = add("t", "b", "m-other", 5);
    desk.hold(paused(Scope.BATCH, "t", "paused", true));

    desk.hold(hold(Scope.MODEL, Hold.ALL_TENANTS, "a/m-a", false, 0, null, true));

    assertThat(desk.givenBack).hasSize(60 - WINDOW).allMatch(call -> call.model().equals("m-a"));
    assertThat(desk.givenBack).containsAll(out.subList(WINDOW, 40));
    first.forEach(this::answer);
    assertThat(desk.take()).isEqualTo(others);
    assertThat(add("t", "b", 3)).isEqualTo(desk.givenBack.subList(60 - WINDOW, 63 - WINDOW));
  }

  @Test
  void aCancelledBatchsCallThatWaitsForItsTimeIsGivenBackWithinAMinute() throws Exception {
    Call call = postponed("b", 86_400_000);
    desk.add(call);
    desk.add(postponed("kept", 86_400_000));
    desk.pass(3_600_000);

    desk.hold(cancelled(Scope.BATCH, "t", "b", desk.now));
    desk.pass(60_000);

    assertThat(desk.givenBack).containsExactly(call);
    desk.pass(86_400_000 - 3_660_001);
    assertThat(desk.take()).isEmpty();
    desk.pass(1);
    assertThat(desk.take()).extracting(Call::batch).containsExactly("kept");
  }

  @Test
  void aCallOfACancelledBatchThatWouldWaitForItsTimeIsGivenBackAtOnce() throws Exception {
    desk.hold(cancelled(Scope.BATCH, "t", "b", Kit.NOW));

    desk.add(postponed("b", 86_400_000));

    assertThat(desk.givenBack).hasSize(1);
  }

  @Test
  void anOlderHoldThatArrivesLateChangesNothing() throws Exception {
    Hold older = paused(Scope.BATCH, "t", "b", true);
    desk.hold(moved("t", "b", Lane.BATCH));

    desk.hold(older);

    assertThat(add("t", "b", 1)).hasSize(1);
    assertThat(desk.take()).hasSize(1);
  }

  @Test
  void deadlinesPassForWhatIsPaused() throws Exception {
    add("t", "b", 100);
    List<Call> first = desk.take();
    desk.hold(paused(Scope.BATCH, "t", "b", true));
    first.forEach(this::answer);

    desk.pass(Kit.DEADLINE - Kit.NOW + 2_000);

    assertThat(desk.state.waiting()).isZero();
    assertThat(desk.state.flows).isEmpty();
    assertThat(desk.state.calls).isEmpty();
  }

  private List<Call> add(String tenant, String batch, int count) throws Exception {
    return add(tenant, batch, "m-a", count);
  }

  private List<Call> add(String tenant, String batch, String model, int count) throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call =
          Kit.with(
              Kit.call(
                  tenant, batch, Lane.STANDARD, "task-" + number++, desk.now, Kit.DEADLINE, 1_000),
              json -> json.put("model", model));
      calls.add(call);
      desk.add(call);
    }
    return calls;
  }

  private Call postponed(String batch, long ms) {
    return Kit.with(
        Kit.call("t", batch, Lane.STANDARD, "task-" + number++, desk.now, Kit.NOW + 2 * ms, 1_000),
        json -> json.put("not_before_ms", Kit.NOW + ms));
  }

  private void answer(Call call) {
    try {
      desk.answered(call);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Hold paused(Scope scope, String tenant, String target, boolean on) {
    return hold(scope, tenant, target, on, 0, null, false);
  }

  private Hold cancelled(Scope scope, String tenant, String target, long atMs) {
    return hold(scope, tenant, target, false, atMs, null, false);
  }

  private Hold moved(String tenant, String batch, Lane lane) {
    return hold(Scope.BATCH, tenant, batch, false, 0, lane, false);
  }

  private Hold hold(
      Scope scope,
      String tenant,
      String target,
      boolean paused,
      long cancelledAtMs,
      Lane lane,
      boolean disabled) {
    version++;
    return Kit.hold(tenant, scope, target, paused, cancelledAtMs, lane, disabled, version);
  }
}

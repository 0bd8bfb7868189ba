package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.contracts.Whereabouts;
import io.chorus.contracts.Whereabouts.State;
import io.chorus.operators.Kit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverviewTest {
  /** Engine a has 4 permits, of which 1 is never lent to bulk work; 8 calls may lie ahead. */
  private static final int WINDOW = 3 + 8;

  private Desk desk;
  private int number;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(Kit.CATALOG.engine("a"));
  }

  @Test
  void whatWaitsIsToldEachSecondByTenantLaneAndBatch() throws Exception {
    add("t", "b-1", Lane.BATCH, 20);
    add("t", null, Lane.STANDARD, 5);
    add("u", null, Lane.STANDARD, 7);

    desk.pass(1_000);

    assertThat(desk.report.atMs()).isEqualTo(desk.now);
    assertThat(waits("t", "b-1").waiting() + waits("t", "b-1").inFlight()).isEqualTo(20);
    assertThat(waits("t", "b-1").lane()).isEqualTo(Lane.BATCH);
    assertThat(waits("t", "b-1").deadlineMs()).isEqualTo(Kit.DEADLINE);
    assertThat(waits("t", null).waiting()).isEqualTo(5);
    assertThat(waits("u", null).waiting()).isEqualTo(7);
    assertThat(waits("u", null).sinceMs()).isEqualTo(Kit.NOW);
  }

  @Test
  void whenNothingWaitsAnyMoreThatIsToldOnce() throws Exception {
    List<Call> calls = add("t", null, Lane.STANDARD, 3);
    desk.pass(1_000);
    for (Call call : calls) {
      desk.answered(call);
    }

    desk.pass(1_000);
    assertThat(desk.report.waits()).isEmpty();
    long last = desk.report.atMs();
    desk.pass(60_000);

    assertThat(desk.report.atMs()).isEqualTo(last);
  }

  @Test
  void aBatchIsExpectedWhenItsLastCallIs() throws Exception {
    List<Call> calls = add("t", "b-1", Lane.BATCH, 400);
    for (int i = 0; i < 100; i++) {
      desk.pass(100);
      desk.answered(calls.get(i));
    }

    desk.pass(1_000);

    double perSecond = desk.report.perSecond();
    assertThat(perSecond).isBetween(5.0, 11.0);
    assertThat(waits("t", "b-1").finishMs())
        .isCloseTo(desk.now + (long) (300 / perSecond * 1_000), within(2_000L));
  }

  @Test
  void nothingIsForeseenOfAPausedBatch() throws Exception {
    add("t", "b-1", Lane.BATCH, 50);

    desk.hold(paused("b-1"));
    desk.pass(1_000);

    assertThat(waits("t", "b-1").paused()).isTrue();
    assertThat(waits("t", "b-1").finishMs()).isZero();
  }

  @Test
  void aWaitingCallHasItsPlaceAmongTheTenantsCalls() throws Exception {
    add("t", "later", Lane.BATCH, Kit.DEADLINE + 600_000, WINDOW + 10);
    List<Call> soon = add("t", "soon", Lane.BATCH, Kit.DEADLINE, 300);
    List<Call> last = add("t", "later", Lane.BATCH, Kit.DEADLINE + 600_000, 5);
    add("other", "theirs", Lane.BATCH, Kit.DEADLINE, 100);

    desk.seek(soon.get(0));
    desk.seek(soon.get(299));
    desk.seek(last.get(4));

    assertThat(desk.places).extracting(Whereabouts::state).containsOnly(State.WAITING);
    assertThat(desk.places)
        .extracting(Whereabouts::position)
        .containsExactly(1L, 300L, 300L + 10 + 5);
  }

  @Test
  void aCallIsFoundWithAHandfulOfReadsHoweverManyWait() throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      calls.add(call("t", "b-1", Lane.BATCH, Kit.NOW + 10L * i, Kit.DEADLINE + 86_400_000));
      desk.add(calls.get(i));
    }
    desk.state.reads = 0;

    desk.seek(calls.get(12_345));

    assertThat(desk.places.get(0).position()).isEqualTo(12_345 + 1 - WINDOW);
    assertThat(desk.state.reads).isLessThan(40);
  }

  @Test
  void aCallOnItsWayIsWithItsEngineAndOneThatWaitsForItsTimeIsPostponed() throws Exception {
    Call left = add("t", null, Lane.STANDARD, 1).get(0);
    Call later = Kit.call("a", Lane.STANDARD, "later", desk.now + 60_000);
    desk.add(later);

    desk.seek(left);
    desk.seek(later);

    assertThat(desk.places)
        .extracting(Whereabouts::state)
        .containsExactly(State.IN_FLIGHT, State.POSTPONED);
    assertThat(desk.places.get(1).notBeforeMs()).isEqualTo(desk.now + 60_000);
  }

  @Test
  void aCallWhoseTimeHasComeHasItsPlaceBehindThoseThatCameBefore() throws Exception {
    Call retry =
        Kit.with(
            call("t", "b-1", Lane.BATCH, Kit.NOW, Kit.DEADLINE),
            json -> json.put("not_before_ms", Kit.NOW + 60_000));
    desk.add(retry);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      desk.pass(200);
      calls.add(call("t", "b-1", Lane.BATCH, desk.now, Kit.DEADLINE));
      desk.add(calls.get(i));
    }

    desk.seek(retry);
    desk.seek(calls.get(100));
    desk.seek(calls.get(599));

    assertThat(desk.places).extracting(Whereabouts::state).containsOnly(State.WAITING);
    assertThat(desk.places)
        .extracting(Whereabouts::position)
        .containsExactly(300L - WINDOW, 101L - WINDOW, 601L - WINDOW);
  }

  @Test
  void aCallOfAPausedBatchIsPaused() throws Exception {
    List<Call> calls = add("t", "b-1", Lane.BATCH, 50);
    desk.hold(paused("b-1"));

    desk.seek(calls.get(49));

    assertThat(desk.places.get(0).state()).isEqualTo(State.PAUSED);
  }

  private Waits waits(String tenant, String batch) {
    return desk.report.waits().stream()
        .filter(w -> w.tenant().equals(tenant) && Objects.equals(w.batch(), batch))
        .findFirst()
        .orElseThrow();
  }

  private List<Call> add(String tenant, String batch, Lane lane, int count) throws Exception {
    return add(tenant, batch, lane, Kit.DEADLINE, count);
  }

  private List<Call> add(String tenant, String batch, Lane lane, long deadlineMs, int count)
      throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call = call(tenant, batch, lane, Kit.NOW, deadlineMs);
      calls.add(call);
      desk.add(call);
    }
    return calls;
  }

  private Call call(String tenant, String batch, Lane lane, long createdAtMs, long deadlineMs) {
    return Kit.call(tenant, batch, lane, "task-" + number++, createdAtMs, deadlineMs, 10);
  }

  private static Hold paused(String batch) {
    return Kit.hold("t", Hold.Scope.BATCH, batch, true, 0, null, false, 1);
  }
}

package io.chorus.connector.postgres;

import static io.chorus.connector.postgres.Calls.answer;
import static io.chorus.connector.postgres.Calls.call;
import static io.chorus.connector.postgres.Calls.failure;
import static io.chorus.connector.postgres.Calls.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class LedgerIT {
  private final Database database;
  private Holder holder;
  private Holder otherHolder;
  private Ledger ledger;
  private Ledger other;

  LedgerIT(Database database) {
    this.database = database;
  }

  @BeforeEach
  void twoProcesses() {
    holder = Holder.acquire(database, "one");
    otherHolder = Holder.acquire(database, "two");
    ledger = new Ledger(database, holder);
    other = new Ledger(database, otherHolder);
  }

  @AfterEach
  void stop() {
    ledger.close();
    other.close();
    holder.close();
    otherHolder.close();
  }

  @Test
  void anAskIsGrantedOnceAndHeldForEveryoneElse() {
    Call call = call();

    assertThat(claim(ledger, call)).isEqualTo(Claim.granted(0));
    assertThat(claim(ledger, call)).isEqualTo(Claim.held());
    assertThat(claim(other, call)).isEqualTo(Claim.held());
  }

  @Test
  void anAskIsInHandWhileALivingProcessHasItAndHasNotRecordedIt() {
    Call call = call();
    Call unclaimed = call();
    Call ofTheDead = call();
    Holder dead = Holder.acquire(database, "dead");
    try (Ledger ended = new Ledger(database, dead)) {
      claim(ended, ofTheDead);
    }
    dead.close();
    claim(ledger, call);

    try (AskLookup lookup = new AskLookup(database)) {
      assertThat(lookup.isHeld(call.askId()).join()).isTrue();
      assertThat(lookup.isHeld(unclaimed.askId()).join()).isFalse();
      assertThat(lookup.isHeld(ofTheDead.askId()).join()).isFalse();
      ledger.record(call, Calls.answer(call, "yes")).join();
      assertThat(lookup.isHeld(call.askId()).join()).isFalse();
    }
  }

  @Test
  void ofTheSameAskManyTimesAtOnceOneIsGranted() {
    Call call = call();

    List<CompletableFuture<Claim>> claims =
        IntStream.range(0, 50).mapToObj(i -> ledger.claim(call)).toList();

    assertThat(claims.stream().map(CompletableFuture::join).filter(Claim.granted(0)::equals))
        .hasSize(1);
  }

  @Test
  void aRecordedAnswerReplaysToEveryAskOfItsKeyAddressedToIt() {
    Call call = call();
    Answer answer = paid(ledger, call);
    Call redriven = call(call.rootId(), id(), 3, "claude", call.deadlineMs());

    Claim claim = claim(other, redriven);

    assertThat(claim.kind()).isEqualTo(Claim.Kind.REPLAY);
    assertThat(claim.answer()).isEqualTo(Replays.to(redriven, answer));
    assertThat(claim.answer().askId()).isEqualTo(redriven.askId());
    assertThat(claim.answer().engine()).isEqualTo("claude");
    assertThat(claim.answer().answeredBy()).isEqualTo("openai");
    assertThat(claim.answer().replayed()).isTrue();
    assertThat(claim.answer().payload()).isEqualTo(answer.payload());
    assertThat(claim.answer().usage()).isEqualTo(answer.usage());
  }

  @Test
  void aRecordedFailureReplaysToItsOwnAskOnly() {
    Call call = call();
    claim(ledger, call);
    ledger.record(call, failure(call, FailureClass.OVERLOADED)).join();

    Claim again = claim(other, call);
    Claim retry = claim(other, call(call.rootId(), call.taskId(), 2));

    assertThat(again.kind()).isEqualTo(Claim.Kind.REPLAY);
    assertThat(again.answer().failure()).isEqualTo(FailureClass.OVERLOADED);
    assertThat(retry).isEqualTo(Claim.granted(0));
  }

  @Test
  void anAskThatIsOnItsWayDoesNotBlockAnotherOfItsKey() {
    Call call = call();
    claim(ledger, call);

    assertThat(claim(other, call(call.rootId(), id(), 1))).isEqualTo(Claim.granted(0));
    assertThat(claim(other, call(call.rootId(), call.taskId(), 2))).isEqualTo(Claim.granted(0));
  }

  @Test
  void anAskOfATaskThatHasEndedIsRefused() {
    Call call = call();
    try (FinalStore finals = new FinalStore(database)) {
      byte[] result = "{}".getBytes(StandardCharsets.UTF_8);
      finals.commit("default", call.taskId(), FinalState.CANCELLED, result).join();
    }

    assertThat(claim(ledger, call)).isEqualTo(Claim.refused(Claim.Reason.FINAL));
  }

  @Test
  void anAskOfWhatIsHeldIsNotGrantedUntilItIsLetGo() {
    HoldStore holds = new HoldStore(database);
    Call call = call();
    Call other = call();
    String id = call.taskId();

    Hold paused = holds.change(Hold.Scope.TASK, "default", id, HoldStore.Change.paused(true));
    assertThat(paused.version()).isEqualTo(1);
    assertThat(claim(ledger, call)).isEqualTo(Claim.refused(Claim.Reason.PAUSED));
    assertThat(claim(ledger, other)).isEqualTo(Claim.granted(0));

    holds.change(Hold.Scope.TASK, "default", id, HoldStore.Change.paused(false));
    assertThat(claim(ledger, call)).isEqualTo(Claim.granted(0));
  }

  @Test
  void whatWasHeldLatelyIsKnownButForTasksThatHaveEnded() {
    HoldStore holds = new HoldStore(database);
    String open = id();
    String ended = id();
    try (FinalStore finals = new FinalStore(database)) {
      byte[] result = "{}".getBytes(StandardCharsets.UTF_8);
      finals.commit("default", ended, FinalState.CANCELLED, result).join();
    }

    Hold first = holds.change(Hold.Scope.TASK, "default", open, HoldStore.Change.paused(true));
    Hold last = holds.change(Hold.Scope.TASK, "default", open, HoldStore.Change.cancelledAt(5));
    Hold late = holds.change(Hold.Scope.TASK, "default", ended, HoldStore.Change.cancelledAt(5));

    assertThat(holds.changedWithin(Duration.ofDays(1))).contains(last).doesNotContain(first, late);
    assertThat(holds.changedWithin(Duration.ZERO)).isEmpty();
  }

  @Test
  void anAskOfADisabledEngineOrModelIsNotGranted() {
    HoldStore holds = new HoldStore(database);
    String id = id();
    String later = id();
    long deadline = System.currentTimeMillis() + 60_000;
    Call call = call(id, id, 1, "away", deadline);

    holds.change(Hold.Scope.ENGINE, "*", "away", HoldStore.Change.disabled(true));
    assertThat(claim(ledger, call)).isEqualTo(Claim.refused(Claim.Reason.DISABLED));
    holds.change(Hold.Scope.ENGINE, "*", "away", HoldStore.Change.disabled(false));
    assertThat(claim(ledger, call)).isEqualTo(Claim.granted(0));

    holds.change(Hold.Scope.MODEL, "*", "half/model-1", HoldStore.Change.disabled(true));
    assertThat(claim(ledger, call(later, later, 1, "half", deadline)))
        .isEqualTo(Claim.refused(Claim.Reason.DISABLED));
  }

  @Test
  void anAskOfAMovedBatchLeavesFromItsNewLaneOnly() {
    HoldStore holds = new HoldStore(database);
    Call call = Calls.accepted("moved-batch", 1_000);
    Call ofAnother = Calls.accepted("other-batch", 1_000);

    holds.change(
        Hold.Scope.BATCH, "default", "moved-batch", HoldStore.Change.movedTo(Lane.PRIORITY));

    assertThat(claim(ledger, call)).isEqualTo(Claim.refused(Claim.Reason.MOVED));
    assertThat(claim(ledger, ofAnother)).isEqualTo(Claim.granted(0));
    assertThat(claim(ledger, call.in(Lane.PRIORITY))).isEqualTo(Claim.granted(0));
  }

  @Test
  void aBatchsLaneCountsBeforeItsTenants() {
    HoldStore holds = new HoldStore(database);
    Call call = Calls.accepted("batch-of-a-moved-tenant", 1_000);

    holds.change(Hold.Scope.TENANT, "default", "default", HoldStore.Change.movedTo(Lane.STANDARD));
    try {
      assertThat(claim(ledger, call)).isEqualTo(Claim.refused(Claim.Reason.MOVED));
      holds.change(Hold.Scope.BATCH, "default", call.batch(), HoldStore.Change.movedTo(Lane.BATCH));
      assertThat(claim(ledger, call)).isEqualTo(Claim.granted(0));
    } finally {
      holds.change(Hold.Scope.TENANT, "default", "default", HoldStore.Change.movedTo(null));
    }
  }

  @Test
  void aCancelCountsForWhatWasAcceptedBeforeIt() {
    HoldStore holds = new HoldStore(database);
    Call call = Calls.accepted("cancelled-batch", 1_000);
    Call after = Calls.accepted("cancelled-batch", 3_000);
    holds.change(
        Hold.Scope.BATCH, "default", "cancelled-batch", HoldStore.Change.cancelledAt(2_000));

    assertThat(claim(ledger, call)).isEqualTo(Claim.refused(Claim.Reason.CANCELLED));
    assertThat(claim(ledger, after)).isEqualTo(Claim.granted(0));
  }

  @Test
  void anAskAfterTheDeadlineIsRefusedUnlessItIsAnswered() {
    String id = id();
    Call late = call(id, id, 1, "openai", System.currentTimeMillis() - 1);
    assertThat(claim(ledger, late)).isEqualTo(Claim.refused(Claim.Reason.LATE));

    paid(ledger, call(id, id, 2));

    assertThat(claim(ledger, late).kind()).isEqualTo(Claim.Kind.REPLAY);
  }

  @Test
  void aReleasedAskIsGrantedAgainAndCountsAsNeverSent() {
    Call call = call();
    claim(ledger, call);
    ledger.release(call).join();

    assertThat(claim(other, call)).isEqualTo(Claim.granted(0));
    assertThat(claim(ledger, call)).isEqualTo(Claim.held());
  }

  @Test
  void nobodyReleasesWhatAnotherHoldsOrWhatIsRecorded() {
    Call held = call();
    Call recorded = call();
    claim(ledger, held);
    paid(ledger, recorded);

    other.release(held).join();
    ledger.release(recorded).join();

    assertThat(claim(other, held)).isEqualTo(Claim.held());
    assertThat(holderOf(recorded)).isEqualTo(holder.epoch());
  }

  @Test
  void onlyADeadHolderIsSuperseded() {
    Call call = call();
    claim(ledger, call);
    assertThat(claim(other, call)).isEqualTo(Claim.held());

    silence(holder, "11 s");
    assertThat(claim(other, call)).isEqualTo(Claim.held());

    silence(holder, "13 s");
    assertThat(claim(other, call)).isEqualTo(Claim.granted(1));
    assertThat(holderOf(call)).isEqualTo(otherHolder.epoch());
  }

  @Test
  void aHolderThatEndedIsSupersededAtOnce() {
    Call call = call();
    claim(ledger, call);

    ledger.close();
    holder.close();

    assertThat(holder.isAlive()).isFalse();
    assertThat(claim(other, call)).isEqualTo(Claim.granted(1));
  }

  @Test
  void anEndedHolderClaimsNothing() {
    holder.close();

    assertThatThrownBy(() -> claim(ledger, call()))
        .hasRootCauseMessage("the holder of claims has ended");
  }

  @Test
  void anAskWithWhichProcessesHaveDiedIsClaimedOnlyWhereItIsAloneAmongSuch() {
    Call call = call();
    claim(ledger, call);
    dead(call, 2);
    silence(holder, "13 s");

    assertThat(claim(other, call)).isEqualTo(Claim.suspect());
    assertThat(holderOf(call)).as("no death is counted against it yet").isEqualTo(holder.epoch());
    assertThat(other.claim(call, true).join()).isEqualTo(Claim.granted(3));
    other.release(call).join();
    assertThat(claim(other, call)).isEqualTo(Claim.suspect());
  }

  @Test
  void whatHasKilledTooManyProcessesIsNotTakenOverAgain() {
    Call call = call();
    claim(ledger, call);
    dead(call, 4);
    silence(holder, "13 s");
    assertThat(other.claim(call, true).join()).isEqualTo(Claim.granted(5));

    silence(otherHolder, "13 s");
    Holder third = Holder.acquire(database, "three");
    try (third;
        Ledger ofThird = new Ledger(database, third)) {
      assertThat(claim(ofThird, call)).isEqualTo(Claim.refused(Claim.Reason.DEADLY));
    }
  }

  @Test
  void aBeatCountsForOthersTooWhateverBecomesOfTheClaimsAfterIt() throws SQLException {
    AtomicLong nanos = new AtomicLong();
    try (Holder late = Holder.acquire(database, "late", nanos::get);
        Connection claims = database.transactional()) {
      nanos.addAndGet(Holder.DEAD_AFTER.toNanos());
      silence(late, "13 s");
      assertThat(late.isAlive()).isFalse();
      assertThat(late.lapses()).isEqualTo(1);

      late.beatIfLate(claims);
      claims.rollback();

      assertThat(late.isAlive()).isTrue();
      assertThat(late.lapses()).isEqualTo(1);
      assertThat(aliveForOthers(late)).isTrue();
    }
  }

  @Test
  void theFirstRecordOfAnAskWins() {
    Call call = call();
    claim(ledger, call);
    silence(holder, "13 s");
    claim(other, call);
    Answer first = answer(call, "first");

    assertThat(ledger.record(call, first).join()).isEqualTo(first);
    assertThat(other.record(call, answer(call, "second")).join()).isEqualTo(first);
    assertThat(ledger.recorded(call.askId())).contains(Replays.to(call, first));
  }

  @Test
  void aGrantWhoseConfirmationWasLostIsGrantedAgain() {
    Call call = call();
    claim(ledger, call);
    ledger.close();

    // The same epoch without memory of the claim: what a retried batch finds.
    try (Ledger forgetful = new Ledger(database, holder)) {
      assertThat(claim(forgetful, call)).isEqualTo(Claim.granted(0));
      assertThat(claim(forgetful, call)).isEqualTo(Claim.held());
    }
  }

  @Test
  void manyAsksAreLookedUpAtOnce() {
    List<Call> calls = IntStream.range(0, 1_200).mapToObj(i -> call()).toList();
    List<Call> answered = calls.subList(0, 700);
    answered.stream()
        .map(c -> ledger.record(c, answer(c, c.taskId())))
        .toList()
        .forEach(CompletableFuture::join);

    Map<AskId, Answer> recorded = ledger.recorded(calls.stream().map(Call::askId).toList());

    assertThat(recorded.keySet())
        .containsExactlyInAnyOrderElementsOf(answered.stream().map(Call::askId).toList());
    assertThat(recorded)
        .allSatisfy((ask, a) -> assertThat(a.payload().text()).isEqualTo(ask.taskId()));
  }

  @Test
  void whatIsNoTaskIdIsRefusedWithoutTouchingOthers() {
    assertThat(ledger.claim(call("root", "task", 1))).isCompletedExceptionally();
  }

  @Test
  void ofTwoProcessesThatAskForTheSameExactlyOneIsGranted() {
    Random random = new Random(20_260_304);
    for (int round = 0; round < 20; round++) {
      List<Call> calls = new ArrayList<>(IntStream.range(0, 60).mapToObj(i -> call()).toList());
      List<CompletableFuture<Claim>> claims = new ArrayList<>();
      List<Call> asked = new ArrayList<>();
      for (Ledger process : List.of(ledger, other, ledger, other)) {
        Collections.shuffle(calls, random);
        asked.addAll(calls);
        calls.forEach(call -> claims.add(process.claim(call)));
      }

      List<AskId> granted =
          IntStream.range(0, asked.size())
              .filter(i -> claims.get(i).join().kind() == Claim.Kind.GRANTED)
              .mapToObj(i -> asked.get(i).askId())
              .toList();

      assertThat(granted)
          .containsExactlyInAnyOrderElementsOf(calls.stream().map(Call::askId).toList());
    }
  }

  @Test
  void ofTwoProcessesThatTakeOverFromTheDeadExactlyOneIsGranted() {
    Holder dead = Holder.acquire(database, "dead");
    List<Call> calls = new ArrayList<>(IntStream.range(0, 300).mapToObj(i -> call()).toList());
    try (Ledger ended = new Ledger(database, dead)) {
      calls.stream().map(call -> ended.claim(call)).toList().forEach(CompletableFuture::join);
    }
    dead.close();
    List<CompletableFuture<Claim>> mine = calls.stream().map(call -> ledger.claim(call)).toList();
    Collections.shuffle(calls, new Random(7));
    List<CompletableFuture<Claim>> theirs = calls.stream().map(call -> other.claim(call)).toList();

    List<Claim> claims = new ArrayList<>();
    mine.forEach(claim -> claims.add(claim.join()));
    theirs.forEach(claim -> claims.add(claim.join()));

    assertThat(claims.stream().filter(Claim.granted(1)::equals)).hasSize(calls.size());
    assertThat(claims.stream().filter(Claim.held()::equals)).hasSize(calls.size());
  }

  @Test
  void connectionsCutUnderLoadLoseNothing() {
    for (int wave = 0; wave < 6; wave++) {
      List<Call> calls = IntStream.range(0, 600).mapToObj(i -> call()).toList();
      List<CompletableFuture<Answer>> answers = calls.stream().map(this::payFor).toList();

      PostgresKit.cutConnections(database);

      answers.forEach(answer -> assertThat(answer.join().answered()).isTrue());
      List<AskId> asks = calls.stream().map(Call::askId).toList();
      assertThat(ledger.recorded(asks)).hasSize(calls.size());
    }
  }

  private CompletableFuture<Answer> payFor(Call call) {
    return ledger.claim(call).thenCompose(claim -> recordGranted(call, claim));
  }

  private CompletableFuture<Answer> recordGranted(Call call, Claim claim) {
    assertThat(claim).isEqualTo(Claim.granted(0));
    return ledger.record(call, answer(call, "paid"));
  }

  private static Claim claim(Ledger ledger, Call call) {
    return ledger.claim(call).join();
  }

  private static Answer paid(Ledger ledger, Call call) {
    claim(ledger, call);
    return ledger.record(call, answer(call, "paid")).join();
  }

  private void silence(Holder silent, String interval) {
    PostgresKit.update(
        database,
        "UPDATE holders SET heartbeat_at = clock_timestamp() - interval '"
            + interval
            + "' WHERE epoch = "
            + silent.epoch());
  }

  private void dead(Call call, int processes) {
    PostgresKit.update(
        database,
        "UPDATE claims SET supersessions = "
            + processes
            + " WHERE task_id = '"
            + call.taskId()
            + "'");
  }

  private boolean aliveForOthers(Holder holder) {
    String rows = "SELECT count(*) FROM holders h WHERE " + Holder.ALIVE + " AND epoch = ";
    return PostgresKit.count(database, rows + holder.epoch()) == 1;
  }

  private long holderOf(Call call) {
    return PostgresKit.count(
        database, "SELECT holder FROM claims WHERE task_id = '" + call.taskId() + "'");
  }
}

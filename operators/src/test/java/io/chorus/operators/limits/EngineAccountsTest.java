package io.chorus.operators.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Limits;
import io.chorus.contracts.SecretRef;
import io.chorus.operators.Kit;
import io.chorus.operators.asking.ManualWorker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EngineAccountsTest {
  private static final Limits REQUESTS = new Limits(60, 0, 0, 0, Limits.Window.BUCKET);

  private final ManualWorker worker = new ManualWorker();
  private final Map<String, Long> requestsLeft = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private boolean gone;

  @Test
  void withoutLimitsNobodyIsAsked() {
    EngineAccounts accounts = accounts(account("main", Limits.NONE));

    Entry entry = accounts.enter(call("t1")).join();

    assertThat(entry.room().account().id()).isEqualTo("main");
    assertThat(asked).isEmpty();
    assertThat(worker.pending()).isZero();
  }

  @Test
  void aLeaseServesManyCalls() {
    requestsLeft.put("a/main", 60L);
    EngineAccounts accounts = accounts(account("main", REQUESTS));
    for (int i = 0; i < 20; i++) {
      room(accounts.enter(call("t" + i))).settle(null, 0, 10, Kit.NOW, Left.UNKNOWN);
      worker.advance(10);
    }

    assertThat(asked.size()).isLessThan(10);
  }

  @Test
  void theAccountWithMostHeadroomIsTaken() {
    EngineAccounts accounts = accounts(account("one", Limits.NONE), account("two", Limits.NONE));

    Room first = room(accounts.enter(call("t1")));
    Room second = room(accounts.enter(call("t2")));

    assertThat(List.of(first.account().id(), second.account().id()))
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void whoFindsNoRoomIsSentBackAfterAMomentWithTheTimeToWait() {
    requestsLeft.put("a/main", 0L);
    EngineAccounts accounts = accounts(account("main", REQUESTS));

    CompletableFuture<Entry> entry = accounts.enter(call("t1"));
    worker.advance(EngineAccounts.PATIENCE_MS - 100);
    assertThat(entry).isNotDone();
    worker.advance(200);

    assertThat(entry.join().failure()).isEqualTo(FailureClass.WITHDRAWN);
    assertThat(entry.join().retryAfterMs()).isPositive();
  }

  @Test
  void urgentCallsGoFirstWhenThereIsRoomAgain() {
    requestsLeft.put("a/main", 0L);
    EngineAccounts accounts = accounts(account("main", REQUESTS));
    CompletableFuture<Entry> bulk = accounts.enter(call("bulk"));
    CompletableFuture<Entry> urgent = accounts.enter(Kit.call("a", Lane.PRIORITY, "urgent"));

    requestsLeft.put("a/main", 1L);
    worker.advance(300);

    assertThat(urgent).isDone();
    assertThat(bulk).isNotDone();
  }

  @Test
  void anAccountOutOfMoneyIsLeftAloneAndTheOtherServes() {
    EngineAccounts accounts = accounts(account("poor", Limits.NONE), account("rich", Limits.NONE));

    for (int i = 0; i < 40; i++) {
      Room room = room(accounts.enter(call("t" + i)));
      boolean poor = room.account().id().equals("poor");
      room.settle(poor ? FailureClass.QUOTA_EXHAUSTED : null, 0, 10, Kit.NOW, Left.UNKNOWN);
      asked.add(room.account().id());
    }

    assertThat(asked.stream().filter("poor"::equals)).hasSize(3);
  }

  @Test
  void withEveryAccountOutOfMoneyCallsAreToldSo() {
    EngineAccounts accounts = accounts(account("poor", Limits.NONE));
    for (int i = 0; i < 3; i++) {
      room(accounts.enter(call("t" + i)))
          .settle(FailureClass.QUOTA_EXHAUSTED, 0, 0, Kit.NOW, Left.UNKNOWN);
    }

    assertThat(accounts.enter(call("next")).join().failure())
        .isEqualTo(FailureClass.QUOTA_EXHAUSTED);
  }

  @Test
  void anEngineThatAnswersInNoNameIsTheSchedulersBusiness() {
    EngineAccounts accounts = accounts(account("main", Limits.NONE));
    for (int i = 0; i < 10; i++) {
      room(accounts.enter(call("t" + i)))
          .settle(FailureClass.TRANSIENT, 0, Room.NOT_TOLD, Kit.NOW, Left.UNKNOWN);
    }

    assertThat(accounts.enter(call("next")).join().room()).isNotNull();
  }

  @Test
  void aRefusedCallFindsRoomAtAnotherAccountOnly() {
    EngineAccounts accounts = accounts(account("one", Limits.NONE), account("two", Limits.NONE));

    assertThat(accounts.another(call("t"), Set.of("one")).account().id()).isEqualTo("two");
    assertThat(accounts.another(call("t"), Set.of("one", "two"))).isNull();
  }

  @Test
  void anotherKeyServesTheNextCallAndARemovedAccountNone() {
    EngineAccounts accounts = accounts(account("one", Limits.NONE), account("two", Limits.NONE));
    Account rekeyed = new Account("one", new SecretRef("env:NEXT_KEY"), Limits.NONE);

    accounts.put(rekeyed);
    accounts.remove("two");

    assertThat(room(accounts.enter(call("t"))).account()).isEqualTo(rekeyed);
  }

  @Test
  void whatAnAccountsProviderComplainedOfIsForgottenWithItsKey() {
    EngineAccounts accounts = accounts(account("one", Limits.NONE));
    room(accounts.enter(call("t")))
        .settle(FailureClass.OVERLOADED, 0, Room.NOT_TOLD, Kit.NOW, Left.UNKNOWN);

    accounts.put(new Account("one", new SecretRef("env:NEXT_KEY"), Limits.NONE));

    for (int i = 0; i < Kit.CATALOG.engine("a").permits(); i++) {
      assertThat(room(accounts.enter(call("t" + i)))).isNotNull();
    }
  }

  @Test
  void withTheLimiterGoneCallsLeaveAtTheLocalSharesPace() {
    gone = true;
    EngineAccounts accounts = accounts(account("main", REQUESTS));
    int left = 0;
    for (int second = 0; second < 60; second++) {
      CompletableFuture<Entry> entry = accounts.enter(call("t" + second));
      worker.advance(1_100);
      left += entry.join().room() == null ? 0 : 1;
    }

    assertThat(left).isBetween(20, 35);
  }

  @Test
  void closingSendsWhoWaitsAwayAndGivesBackWhatIsHeld() {
    requestsLeft.put("a/main", 1L);
    EngineAccounts accounts = accounts(account("main", REQUESTS));
    Room room = room(accounts.enter(call("t1")));
    CompletableFuture<Entry> waiting = accounts.enter(call("t2"));

    accounts.close();
    room.settle(null, 0, 10, Kit.NOW, Left.UNKNOWN);
    worker.advance(2_000);

    assertThat(waiting).isCancelled();
    assertThat(asked.get(asked.size() - 1)).isEqualTo("a/main holds 0 used 1");
    assertThat(worker.pending()).isZero();
    assertThat(accounts.enter(call("t3")))
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableOfType(CancellationException.class);
  }

  private static Room room(CompletableFuture<Entry> entry) {
    assertThat(entry).isDone();
    return entry.join().room();
  }

  private static Call call(String id) {
    return Kit.call("a", Lane.BATCH, id);
  }

  private static Account account(String id, Limits limits) {
    return new Account(id, new SecretRef("env:NONE"), limits);
  }

  private EngineAccounts accounts(Account... accounts) {
    EngineSpec spec = Kit.CATALOG.engine("a").in(List.of(accounts));
    return new EngineAccounts("a", spec, this::lease, 1, worker, worker.clock(), new Random(7));
  }

  private CompletableFuture<Lease> lease(String account, Limits limits, Report report) {
    if (gone) {
      return CompletableFuture.failedFuture(new IllegalStateException("gone"));
    }
    long used = report.used().stream().mapToLong(Report.Used::requests).sum();
    asked.add(account + " holds " + report.heldRequests() + " used " + used);
    long left = requestsLeft.getOrDefault(account, 0L);
    long granted = Math.min(left, report.wantRequests());
    requestsLeft.put(account, left - granted);
    boolean dry = granted == 0 && report.wantRequests() > 0;
    return CompletableFuture.completedFuture(
        new Lease(true, granted, 0, 0, dry ? 100 : 0, 1, worker.clock().millis(), 0));
  }
}

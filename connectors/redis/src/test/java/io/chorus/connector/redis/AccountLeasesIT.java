package io.chorus.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.Limits;
import io.chorus.contracts.Limits.Window;
import io.chorus.contracts.SecretRef;
import io.chorus.servers.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountLeasesIT {
  private static final long DAY_ENDS_MS = System.currentTimeMillis() + 3_600_000;
  private static final Duration QUARANTINE = Duration.ofMillis(300);
  private static final Duration LIFETIME = Duration.ofMillis(800);
  private static final Limits PLACES = new Limits(0, 0, 0, 10, Window.BUCKET);

  @TempDir static Path dir;
  private static LocalRedis redis;
  private final List<AccountLeases> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    redis = LocalRedis.start(dir.resolve("redis"));
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @AfterEach
  void close() {
    opened.forEach(AccountLeases::close);
  }

  @Test
  void anAccountThatNobodyKnowsGrantsNothingUntilAllHaveToldWhatTheyHold() {
    AccountLeases leases = leases("one");

    Granted first = lease(leases, "fresh", PLACES, 0, 5);

    assertThat(first.settled()).isFalse();
    assertThat(first.places()).isZero();
    settle(leases, "fresh", PLACES);
    assertThat(lease(leases, "fresh", PLACES, 0, 5).places()).isEqualTo(5);
  }

  @Test
  void placesOfAllTogetherStayWithinTheLimitAndAreShared() {
    AccountLeases one = leases("one");
    AccountLeases two = leases("two");
    settle(one, "places", PLACES);

    long all = lease(one, "places", PLACES, 0, 30).places();
    long none = lease(two, "places", PLACES, 0, 30).places();
    long fewer = lease(one, "places", PLACES, 10, 30).places();
    long stillNone = lease(two, "places", PLACES, 0, 30).places();
    lease(one, "places", PLACES, 5, 30);
    long half = lease(two, "places", PLACES, 0, 30).places();

    assertThat(all).isEqualTo(10);
    assertThat(none).isZero();
    assertThat(fewer).isEqualTo(5);
    assertThat(stillNone).isZero();
    assertThat(half).isEqualTo(5);
  }

  @Test
  void whatADeadProcessHeldComesBack() {
    AccountLeases dead = leases("dead");
    AccountLeases alive = leases("alive");
    settle(dead, "dying", PLACES);
    assertThat(lease(dead, "dying", PLACES, 0, 10).places()).isEqualTo(10);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> lease(alive, "dying", PLACES, 0, 10).places() == 10);
  }

  @Test
  void requestsAreGrantedAsTheBucketFillsAndOnlyOnce() {
    Limits limits = new Limits(6_000, 0, 0, 0, Window.BUCKET);
    AccountLeases one = leases("one");
    AccountLeases two = leases("two");
    settle(one, "bucket", limits);
    long heldByOne = 0;
    long heldByTwo = 0;
    long fromMs = lease(one, "bucket", limits, 0, 0).nowMs();
    long nowMs = fromMs;
    while (nowMs < fromMs + 1_000) {
      Granted more = requests(one, "bucket", limits, heldByOne, 40);
      heldByOne += more.requests();
      heldByTwo += requests(two, "bucket", limits, heldByTwo, 40).requests();
      nowMs = more.nowMs();
    }

    long sinceEmptyMs = nowMs - fromMs + 10_000;
    assertThat(heldByOne + heldByTwo).isBetween(90L, sinceEmptyMs / 10);
  }

  @Test
  void aDaysCountThatIsLostIsTakenFromWhoRemembersIt() {
    Limits limits = new Limits(0, 0, 100, 0, Window.BUCKET);
    AccountLeases leases = leases("one");
    settle(leases, "day", limits);

    Granted granted =
        leases
            .lease(
                new Holding(
                    "day", limits, 0, 0, 0, List.of(), -1, -1, 0, 97, DAY_ENDS_MS, 50, 0, 0, 50))
            .join();

    assertThat(granted.requests()).isEqualTo(3);
  }

  @Test
  void ofADayOnlyWhatWasAnsweredIsUsedHoweverOftenItIsTold() {
    Limits limits = new Limits(0, 0, 1_000, 0, Window.BUCKET);
    AccountLeases leases = leases("one");
    settle(leases, "told-again", limits);

    long usedToday = 0;
    for (int i = 0; i < 5; i++) {
      Holding same =
          new Holding(
              "told-again",
              limits,
              20,
              0,
              20,
              List.of(),
              -1,
              -1,
              0,
              usedToday,
              DAY_ENDS_MS,
              0,
              0,
              0,
              20);
      usedToday = Math.max(usedToday, leases.lease(same).join().usedToday());
    }

    assertThat(usedToday).isZero();
  }

  @Test
  void whatAProviderSaysIsLeftCountsWhereItIsLess() {
    Limits limits = new Limits(60_000, 0, 0, 0, Window.BUCKET);
    AccountLeases leases = leases("one");
    settle(leases, "told", limits);
    long nowMs = requests(leases, "told", limits, 0, 0).nowMs();

    Granted granted =
        leases
            .lease(
                new Holding(
                    "told", limits, 0, 0, 0, List.of(), 2, -1, nowMs, 0, DAY_ENDS_MS, 500, 0, 0, 0))
            .join();

    assertThat(granted.requests()).isBetween(2L, 100L);
  }

  @Test
  void withRedisGoneALeaseFailsAndAfterwardsNothingIsGrantedAtOnce() {
    AccountLeases leases = leases("one");
    settle(leases, "lost", PLACES);
    redis.kill();

    assertThatThrownBy(() -> lease(leases, "lost", PLACES, 0, 5))
        .isInstanceOf(CompletionException.class);
    redis.restart();
    List<Granted> back = new ArrayList<>();
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .until(() -> back.add(lease(leases, "lost", PLACES, 3, 5)));

    assertThat(back.get(0).settled()).isFalse();
  }

  private AccountLeases leases(String holder) {
    SecretRef password = new SecretRef("file:" + dir.resolve("redis").resolve("password"));
    AccountLeases leases =
        new AccountLeases(
            new RedisConfig("127.0.0.1", redis.port(), password), holder, QUARANTINE, LIFETIME);
    opened.add(leases);
    return leases;
  }

  private static void settle(AccountLeases leases, String account, Limits limits) {
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lease(leases, account, limits, 0, 0).settled());
  }

  private static Granted lease(
      AccountLeases leases, String account, Limits limits, long open, long wantPlaces) {
    long wants = wantPlaces > open ? 1 : 0;
    return leases
        .lease(
            new Holding(
                account,
                limits,
                0,
                0,
                open,
                List.of(),
                -1,
                -1,
                0,
                0,
                DAY_ENDS_MS,
                wants,
                0,
                0,
                wantPlaces))
        .join();
  }

  private static Granted requests(
      AccountLeases leases, String account, Limits limits, long held, long want) {
    return leases
        .lease(
            new Holding(
                account, limits, held, 0, 0, List.of(), -1, -1, 0, 0, DAY_ENDS_MS, want, 0, 0, 0))
        .join();
  }
}

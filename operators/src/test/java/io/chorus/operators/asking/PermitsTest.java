package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Lane;
import io.chorus.operators.asking.Permits.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermitsTest {
  private final Permits permits = new Permits(20, 19);

  @Test
  void bulkNeverGetsTheReservedPlaces() {
    List<CompletableFuture<Permit>> bulk = acquire(Lane.STANDARD, 15);
    bulk.addAll(acquire(Lane.BATCH, 15));

    assertThat(granted(bulk)).isEqualTo(19);
    assertThat(permits.acquire(Lane.PRIORITY)).isDone();
    assertThat(permits.acquire(Lane.PRIORITY)).isNotDone();
  }

  @Test
  void urgentWorkMayHaveThemAll() {
    assertThat(granted(acquire(Lane.PRIORITY, 25))).isEqualTo(20);
    assertThat(granted(acquire(Lane.BATCH, 1))).isZero();
  }

  @Test
  void urgentWorkGoesFirstThenWhoCameFirst() {
    List<CompletableFuture<Permit>> holders = acquire(Lane.PRIORITY, 20);
    CompletableFuture<Permit> batch = permits.acquire(Lane.BATCH);
    CompletableFuture<Permit> standard = permits.acquire(Lane.STANDARD);
    CompletableFuture<Permit> urgent = permits.acquire(Lane.PRIORITY);

    holders.get(0).join().giveBack();
    assertThat(urgent).isDone();
    holders.get(1).join().giveBack();
    assertThat(batch).isNotDone();
    holders.get(2).join().giveBack();
    assertThat(batch).isDone();
    assertThat(standard).isNotDone();
    holders.get(3).join().giveBack();

    assertThat(standard).isDone();
  }

  @Test
  void beforeBulkGetsAPlaceThoseOfUrgentWorkAreFreeAgain() {
    List<CompletableFuture<Permit>> urgent = acquire(Lane.PRIORITY, 10);
    List<CompletableFuture<Permit>> bulk = acquire(Lane.BATCH, 15);

    assertThat(granted(bulk)).isEqualTo(9);
    CompletableFuture<Permit> atOnce = permits.acquire(Lane.PRIORITY);
    assertThat(atOnce).isDone();
    urgent.get(0).join().giveBack();
    assertThat(granted(bulk)).isEqualTo(9);
    urgent.get(1).join().giveBack();
    assertThat(granted(bulk)).isEqualTo(10);
  }

  @Test
  void aPlaceIsGivenBackOnceHoweverOftenItIsSaid() {
    List<CompletableFuture<Permit>> holders = acquire(Lane.PRIORITY, 20);
    List<CompletableFuture<Permit>> waiting = acquire(Lane.PRIORITY, 3);

    holders.get(0).join().giveBack();
    holders.get(0).join().giveBack();

    assertThat(granted(waiting)).isEqualTo(1);
  }

  @Test
  void closingCancelsWhoWaitsAndWhoComesLater() {
    List<CompletableFuture<Permit>> holders = acquire(Lane.PRIORITY, 20);
    CompletableFuture<Permit> urgent = permits.acquire(Lane.PRIORITY);
    CompletableFuture<Permit> bulk = permits.acquire(Lane.BATCH);

    permits.close();
    holders.get(0).join().giveBack();

    assertThat(urgent).isCancelled();
    assertThat(bulk).isCancelled();
    assertThat(permits.acquire(Lane.PRIORITY)).isCancelled();
  }

  private List<CompletableFuture<Permit>> acquire(Lane lane, int count) {
    List<CompletableFuture<Permit>> acquired = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> acquired.add(permits.acquire(lane)));
    return acquired;
  }

  private static long granted(List<CompletableFuture<Permit>> acquired) {
    return acquired.stream().filter(CompletableFuture::isDone).count();
  }
}

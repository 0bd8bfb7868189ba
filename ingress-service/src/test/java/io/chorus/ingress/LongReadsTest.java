package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongReadsTest {
  private final Vertx vertx = Vertx.vertx();
  private final LongReads reads = new LongReads(vertx, "long-reads-test");
  private final CountDownLatch done = new CountDownLatch(1);

  @AfterEach
  void stop() {
    done.countDown();
    var unused = vertx.close();
  }

  private Boolean read() throws InterruptedException {
    done.await();
    return true;
  }

  @Test
  void aFewWaitAndWhoComesThenIsRefusedUntilThereIsRoom() {
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < LongReads.MOST; i++) {
      waiting.add(reads.read(this::read));
    }

    Future<Boolean> refused = reads.read(this::read);

    assertThat(refused.cause()).isInstanceOf(RefusedException.class);
    assertThat(waiting).noneMatch(Future::isComplete);
    done.countDown();
    await().until(() -> waiting.stream().allMatch(Future::succeeded));
    assertThat(reads.read(this::read).failed()).isFalse();
  }
}

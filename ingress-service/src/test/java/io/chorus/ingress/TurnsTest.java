package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final List<Promise<Void>> begun = new ArrayList<>();
  private final Turns turns =
      new Turns(
          () -> {
            begun.add(Promise.promise());
            return begun.get(begun.size() - 1).future();
          });

  @Test
  void turnsOfSlowWorkDoNotQueue() {
    turns.next();
    turns.next();
    turns.next();
    assertThat(begun).hasSize(1);

    begun.get(0).complete();
    assertThat(begun).hasSize(1);

    turns.next();
    assertThat(begun).hasSize(2);
  }

  @Test
  void aTurnThatFailsIsNotTheLast() {
    turns.next();
    begun.get(0).fail("the database is away");

    turns.next();

    assertThat(begun).hasSize(2);
  }
}

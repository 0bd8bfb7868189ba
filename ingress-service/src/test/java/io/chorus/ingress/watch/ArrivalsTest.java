package io.chorus.ingress.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final Arrivals<String> arrivals = new Arrivals<>();

  @Test
  void whatIsTheSameAtTwoLooksIsWhole() {
    assertThat(arrivals.whole(List.of("a 10", "b 5"))).isEmpty();
    assertThat(arrivals.whole(List.of("a 10", "b 7", "c 1"))).containsExactly("a 10");
    assertThat(arrivals.whole(List.of("a 10", "b 7"))).containsExactly("a 10", "b 7");
  }

  @Test
  void whatWasGoneInBetweenIsNew() {
    arrivals.whole(List.of("a 10"));
    arrivals.whole(List.of());

    assertThat(arrivals.whole(List.of("a 10"))).isEmpty();
  }
}

package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.operators.Kit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomSchedulingTest {
  private static final int SCHEDULES = 1_200;

  @Test
  void whateverHappensNothingIsLostOrSentTwiceAndTheWindowIsFullWhileSomethingMayLeave()
      throws Exception {
    int looks = 0;
    for (int seed = 0; seed < SCHEDULES; seed++) {
      looks += new RandomSchedule(seed).run();
    }

    assertThat(looks).isGreaterThan(20 * SCHEDULES);
  }

  @Test
  void noTenantGetsFurtherAheadOfOneThatWaitsThanATurnAndACall() throws Exception {
    for (int seed = 0; seed < SCHEDULES; seed++) {
      new RandomTenants(seed).run();
    }
  }

  /** An engine of which one tenant may have so many calls on their way; 0 for no limit. */
  static Desk desk(int tenantInFlight) throws Exception {
    return new Desk(Kit.limited(Kit.CATALOG.engine("a"), tenantInFlight));
  }

  static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}

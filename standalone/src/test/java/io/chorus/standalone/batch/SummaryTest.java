package io.chorus.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.EngineTotals;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void theJsonHasExactlyTheKeysThatProgramsExpect() throws Exception {
    JsonNode json = Json.tree(Json.write(summary(tally(3, 1), 2)));

    assertThat(json)
        .isEqualTo(
            Json.read(
                """
                {"tasks":4,"lines_rejected":2,
                 "final":{"SUCCEEDED":3,"FAILED":1,"EXPIRED":0,"CANCELLED":0},
                 "calls":7,"calls_billed":6,"tokens_in":1300,"tokens_out":40,
                 "cost_usd":0.0015,"tasks_per_s":2.0,"latency_ms":{"p50":200,"p99":400},
                 "peak_rss_mb":1234}""",
                JsonNode.class));
  }

  @Test
  void theTextShowsWhatHappenedAndAlignsIt() {
    assertThat(summary(tally(3, 1), 2).text())
        .isEqualTo(
            """
              tasks              4 in 2.0 s   2.0/s
                succeeded        3
                failed           1
                lines rejected   2
              latency            p50 200 ms   p99 400 ms
              calls              7 asked   6 billed
                claude                 2 asked       2 answered     0 failed         300 +        10 tokens   $0.0005
                openai                 5 asked       4 answered     1 failed       1,000 +        30 tokens   $0.0010
              failed asks        1
                RATE_LIMITED           1
              tokens             1,300 in   40 out
              cost               $0.0015
              peak memory        1,234 MiB, all processes together
            """);
  }

  @Test
  void goodIsWhenAllEndedAndEnoughSucceeded() {
    assertThat(summary(tally(4, 0), 0).isGood(1)).isTrue();
    assertThat(summary(tally(3, 1), 0).isGood(0.75)).isTrue();
    assertThat(summary(tally(3, 1), 0).isGood(0.76)).isFalse();
    assertThat(summary(tally(3, 0), 0).isGood(0)).isFalse();
  }

  @Test
  void latenciesAreThoseOfTheNearestRank() {
    Tally tally = new Tally();
    assertThat(tally.latencyMs(0.5)).isZero();

    IntStream.rangeClosed(1, 10_000)
        .map(i -> (i * 7919) % 10_000 + 1)
        .forEach(ms -> tally.add(Results.of("a", FinalState.SUCCEEDED, "x", ms, Map.of())));

    assertThat(tally.count()).isEqualTo(10_000);
    assertThat(tally.latencyMs(0.5)).isEqualTo(5_000);
    assertThat(tally.latencyMs(0.99)).isEqualTo(9_900);
    assertThat(tally.latencyMs(1)).isEqualTo(10_000);
  }

  @Test
  void aClockThatWentBackIsNoNegativeLatency() {
    Tally tally = new Tally();

    tally.add(Results.of("a", FinalState.SUCCEEDED, "x", -5, Map.of()));

    assertThat(tally.latencyMs(0.5)).isZero();
  }

  @Test
  void failedAsksAreAddedUpByClass() {
    Tally tally = new Tally();
    tally.add(Results.of("a", FinalState.SUCCEEDED, "x", 1, Map.of("TIMEOUT", 2)));
    tally.add(Results.of("b", FinalState.FAILED, "x", 1, Map.of("TIMEOUT", 1, "TRANSIENT", 4)));

    assertThat(tally.failures()).isEqualTo(Map.of("TIMEOUT", 3L, "TRANSIENT", 4L));
    assertThat(tally.states().keySet()).containsExactlyElementsOf(List.of(FinalState.values()));
  }

  private static Tally tally(int succeeded, int failed) {
    Tally tally = new Tally();
    for (int i = 1; i <= succeeded + failed; i++) {
      boolean good = i <= succeeded;
      tally.add(
          Results.of(
              "line-" + i,
              good ? FinalState.SUCCEEDED : FinalState.FAILED,
              "x",
              100L * i,
              good ? Map.of() : Map.of("RATE_LIMITED", 1)));
    }
    return tally;
  }

  private static Summary summary(Tally tally, long rejected) {
    TreeMap<String, EngineTotals> engines = new TreeMap<>();
    engines.put("openai", new EngineTotals(5, 0, 4, 1, 1_000, 30, 1_000_000));
    engines.put("claude", new EngineTotals(2, 0, 2, 0, 300, 10, 500_000));
    return Summary.of(4, rejected, tally, engines, 6, 2.0, 1_234);
  }
}

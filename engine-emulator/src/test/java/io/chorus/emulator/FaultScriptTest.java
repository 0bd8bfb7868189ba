package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.emulator.FaultScript.Fate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultScriptTest {
  private static final EmulatorSettings MIXED =
      EmulatorSettings.DEFAULT
          .withSeed(7)
          .withLatency(new Latency(100, 400))
          .withFault(FaultKind.RATE_LIMITED, 0.2)
          .withFault(FaultKind.SERVER_ERROR, 0.1)
          .withFault(new Fault(FaultKind.HANG, 0.3, "qwen"));
  private static final List<String> KEYS =
      IntStream.range(0, 10_000).mapToObj(i -> "ask" + i).toList();

  @Test
  void theSameSeedGivesTheSameFateInAnyOrderOfArrival() {
    List<String> shuffled = new ArrayList<>(KEYS);
    Collections.reverse(shuffled);

    assertThat(fates(new FaultScript(MIXED), shuffled))
        .isEqualTo(fates(new FaultScript(MIXED), KEYS));
  }

  @Test
  void anotherSeedGivesOtherFates() {
    assertThat(fates(new FaultScript(MIXED.withSeed(8)), KEYS))
        .isNotEqualTo(fates(new FaultScript(MIXED), KEYS));
  }

  @Test
  void theSharesHold() {
    FaultScript script = new FaultScript(MIXED);

    assertThat(count(script, "openai", FaultKind.RATE_LIMITED)).isBetween(1_800, 2_200);
    assertThat(count(script, "openai", FaultKind.SERVER_ERROR)).isBetween(850, 1_150);
    assertThat(count(script, "openai", FaultKind.HANG)).isZero();
    assertThat(count(script, "qwen", FaultKind.HANG)).isBetween(2_750, 3_250);
  }

  @Test
  void theSameKeyDrawsAnewEachTimeItComes() {
    FaultScript script = new FaultScript(MIXED);

    assertThat(
            IntStream.range(0, 50).mapToObj(i -> of(script, "openai", "same").fault()).distinct())
        .hasSizeGreaterThan(1);
  }

  @Test
  void logNormalLatencyHasItsMedianAndItsP99() {
    FaultScript script =
        new FaultScript(EmulatorSettings.DEFAULT.withLatency(new Latency(100, 400)));

    long[] sorted =
        KEYS.stream().mapToLong(key -> of(script, "openai", key).latencyMs()).sorted().toArray();

    assertThat(sorted[5_000]).isBetween(95L, 105L);
    assertThat(sorted[9_900]).isBetween(340L, 470L);
  }

  @Test
  void aFaultMayBeForOneAccountOneModelAndAWhile() {
    Fault fault = new Fault(FaultKind.UNPAID, 1, "openai", "key-a", "model-a", 10.0, 20.0, null);
    FaultScript script = new FaultScript(EmulatorSettings.DEFAULT.withFault(fault));
    String account = Hashes.hex12("key-a");

    assertThat(at(script, account, "model-a", 10)).isEqualTo(FaultKind.UNPAID);
    assertThat(at(script, account, "model-a", 9.9)).isNull();
    assertThat(at(script, account, "model-a", 20)).isNull();
    assertThat(at(script, account, "model-b", 10)).isNull();
    assertThat(at(script, Hashes.hex12("key-b"), "model-a", 10)).isNull();
  }

  private static FaultKind at(FaultScript script, String account, String model, double atS) {
    return script.of(new FaultScript.Call("openai", account, model, "key"), atS).fault();
  }

  private static Fate of(FaultScript script, String engine, String key) {
    return script.of(new FaultScript.Call(engine, "account", "model", key));
  }

  private static Map<String, Fate> fates(FaultScript script, List<String> keys) {
    Map<String, Fate> fates = new LinkedHashMap<>();
    keys.forEach(key -> fates.put(key, of(script, "openai", key)));
    return fates;
  }

  private static int count(FaultScript script, String engine, FaultKind kind) {
    return (int) KEYS.stream().filter(key -> of(script, engine, key).fault() == kind).count();
  }
}

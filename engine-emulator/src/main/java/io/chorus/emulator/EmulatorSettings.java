package io.chorus.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the emulated engines behave. Immutable; unknown keys are refused. In YAML:
 *
 * <pre>
 * seed: 7
 * latency_ms: 300
 * engines:
 *   claude: {latency_ms: {median_ms: 900, p99_ms: 4000}, tokens_per_second: 80}
 * limits:
 *   - {engine: openai, requests_per_minute: 60, tokens_per_minute: 90000, concurrency: 8}
 * faults:
 *   - {kind: "429", share: 0.05}
 *   - {kind: hang, share: 0.01, engine: qwen, from_s: 30, until_s: 60}
 * </pre>
 *
 * @param seed of the script: the same seed gives the same call the same fate
 * @param latencyMs of each engine that {@code engines} does not name
 * @param engines what differs for single engines
 * @param limits of accounts; an account that none is for has none
 * @param faults for no call may the shares sum up to more than 1
 */
public record EmulatorSettings(
    long seed,
    Latency latencyMs,
    Map<String, EngineSettings> engines,
    List<Limit> limits,
    List<Fault> faults) {
  /** Every call is answered at once. */
  public static final EmulatorSettings DEFAULT = new EmulatorSettings(0, null, null, null, null);

  private static final double ROUNDING = 1e-9;

  public EmulatorSettings {
    latencyMs = latencyMs == null ? Latency.NONE : latencyMs;
    engines = engines == null ? Map.of() : Map.copyOf(engines);
    limits = limits == null ? List.of() : List.copyOf(limits);
    faults = faults == null ? List.of() : List.copyOf(faults);
    for (Fault fault : faults) {
      double sum = faults.stream().filter(fault::meets).mapToDouble(Fault::share).sum();
      if (sum > 1 + ROUNDING) {
        throw new IllegalArgumentException(
            "'faults': the shares of an engine sum up to " + sum + "; allowed: up to 1");
      }
    }
  }

  /**
   * Reads a YAML or JSON file.
   *
   * @throws IllegalArgumentException with one sentence that says what is wrong
   * @throws IOException where the file can't be read
   */
  public static EmulatorSettings load(Path file) throws IOException {
    return parse(EmulatorJson.YAML, Files.readAllBytes(file));
  }

  /**
   * Reads JSON.
   *
   * @throws IllegalArgumentException as {@link #load}
   */
  static EmulatorSettings parse(byte[] json) {
    return parse(EmulatorJson.JSON, json);
  }

  private static EmulatorSettings parse(ObjectMapper mapper, byte[] text) {
    try {
      EmulatorSettings settings = mapper.readValue(text, EmulatorSettings.class);
      if (settings == null) {
        throw new IllegalArgumentException("emulator settings: null; allowed: an object");
      }
      return settings;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("emulator settings: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("a byte array can be read", e);
    }
  }

  public EmulatorSettings withSeed(long newSeed) {
    return new EmulatorSettings(newSeed, latencyMs, engines, limits, faults);
  }

  /** The fixed latency of each engine that has none of its own. */
  public EmulatorSettings withLatencyMs(long ms) {
    return withLatency(Latency.fixed(ms));
  }

  public EmulatorSettings withLatency(Latency latency) {
    return new EmulatorSettings(seed, latency, engines, limits, faults);
  }

  public EmulatorSettings withLatency(String engine, Latency latency) {
    return withEngine(engine, EngineSettings.withLatency(latency));
  }

  public EmulatorSettings withEngine(String engine, EngineSettings settings) {
    Map<String, EngineSettings> all = new LinkedHashMap<>(engines);
    all.put(engine, settings);
    return new EmulatorSettings(seed, latencyMs, all, limits, faults);
  }

  public EmulatorSettings withLimit(Limit limit) {
    List<Limit> all = new ArrayList<>(limits);
    all.add(limit);
    return new EmulatorSettings(seed, latencyMs, engines, all, faults);
  }

  /** One more fault, for every engine. */
  public EmulatorSettings withFault(FaultKind kind, double share) {
    return withFault(new Fault(kind, share, null));
  }

  public EmulatorSettings withFault(Fault fault) {
    List<Fault> all = new ArrayList<>(faults);
    all.add(fault);
    return new EmulatorSettings(seed, latencyMs, engines, limits, all);
  }

  public EmulatorSettings withoutFaults() {
    return new EmulatorSettings(seed, latencyMs, engines, limits, List.of());
  }

  EngineSettings engine(String name) {
    return engines.getOrDefault(name, EngineSettings.NONE);
  }

  Latency latencyOf(String engine) {
    Latency own = engine(engine).latencyMs();
    return own == null ? latencyMs : own;
  }

  /** Null where the account has no limit. */
  Limit limitOf(String engine, String account) {
    for (Limit limit : limits) {
      if (limit.concerns(engine, account)) {
        return limit;
      }
    }
    return null;
  }

  boolean leavesNothingToChance() {
    return faults.isEmpty()
        && latencyMs.isFixed()
        && engines.values().stream()
            .allMatch(engine -> engine.latencyMs() == null || engine.latencyMs().isFixed());
  }
}

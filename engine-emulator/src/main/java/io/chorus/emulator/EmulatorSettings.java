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
import java.util.stream.Stream;

/**
 * How the emulated engines behave. Immutable; unknown keys are refused. In YAML:
 *
 * <pre>
 * seed: 7
 * latency_ms: 300
 * engines:
 *   claude: {latency_ms: {median_ms: 900, p99_ms: 4000}}
 * faults:
 *   - {kind: "429", share: 0.05}
 *   - {kind: hang, share: 0.01, engine: qwen}
 * </pre>
 *
 * @param seed of the script: the same seed gives the same call the same fate
 * @param latencyMs of each engine that {@code engines} does not name
 * @param engines what differs for single engines
 * @param faults for no engine may the shares sum up to more than 1
 */
public record EmulatorSettings(
    long seed, Latency latencyMs, Map<String, EngineSettings> engines, List<Fault> faults) {
  /** Every call is answered at once. */
  public static final EmulatorSettings DEFAULT = new EmulatorSettings(0, null, null, null);

  private static final double ROUNDING = 1e-9;

  /** What differs for one engine. */
  public record EngineSettings(Latency latencyMs) {

    public EngineSettings {
      if (latencyMs == null) {
        throw new IllegalArgumentException("an engine's settings need 'latency_ms'");
      }
    }
  }

  public EmulatorSettings {
    latencyMs = latencyMs == null ? Latency.NONE : latencyMs;
    engines = engines == null ? Map.of() : Map.copyOf(engines);
    faults = faults == null ? List.of() : List.copyOf(faults);
    for (Fault named : faults) {
      double sum = 0;
      for (Fault fault : faults) {
        boolean together =
            named.engine() == null ? fault.engine() == null : fault.concerns(named.engine());
        sum += together ? fault.share() : 0;
      }
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
    return new EmulatorSettings(newSeed, latencyMs, engines, faults);
  }

  /** The fixed latency of each engine that has none of its own. */
  public EmulatorSettings withLatencyMs(long ms) {
    return new EmulatorSettings(seed, Latency.fixed(ms), engines, faults);
  }

  public EmulatorSettings withLatency(Latency latency) {
    return new EmulatorSettings(seed, latency, engines, faults);
  }

  public EmulatorSettings withLatency(String engine, Latency latency) {
    Map<String, EngineSettings> all = new LinkedHashMap<>(engines);
    all.put(engine, new EngineSettings(latency));
    return new EmulatorSettings(seed, latencyMs, all, faults);
  }

  /** One more fault, for every engine. */
  public EmulatorSettings withFault(FaultKind kind, double share) {
    return withFault(new Fault(kind, share, null));
  }

  public EmulatorSettings withFault(Fault fault) {
    List<Fault> all = new ArrayList<>(faults);
    all.add(fault);
    return new EmulatorSettings(seed, latencyMs, engines, all);
  }

  public EmulatorSettings withoutFaults() {
    return new EmulatorSettings(seed, latencyMs, engines, List.of());
  }

  Latency latencyOf(String engine) {
    EngineSettings own = engines.get(engine);
    return own == null ? latencyMs : own.latencyMs();
  }

  boolean leavesNothingToChance() {
    return faults.isEmpty()
        && Stream.concat(
                Stream.of(latencyMs), engines.values().stream().map(EngineSettings::latencyMs))
            .allMatch(Latency::isFixed);
  }
}

package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Policy;
import java.util.LinkedHashMap;
import java.util.Map;

/** The engines that measurements run on: those of a catalog with places of their own choice. */
final class BenchEngines {
  private BenchEngines() {}

  /** The first engine alone. */
  static Standalone.Options first(EngineCatalog catalog, int permits) {
    var first = catalog.engines().entrySet().iterator().next();
    return options(Map.of(first.getKey(), first.getValue()), permits);
  }

  /** Every engine. */
  static Standalone.Options all(EngineCatalog catalog, int permits) {
    return options(catalog.engines(), permits);
  }

  private static Standalone.Options options(Map<String, EngineSpec> engines, int permits) {
    LinkedHashMap<String, EngineSpec> changed = new LinkedHashMap<>();
    engines.forEach((name, spec) -> changed.put(name, with(spec, permits)));
    return new Standalone.Options(new EngineCatalog(changed), Policy.DEFAULT, null, null);
  }

  private static EngineSpec with(EngineSpec spec, int permits) {
    return new EngineSpec(
        spec.protocol(),
        spec.baseUrl(),
        spec.region(),
        spec.dataClasses(),
        permits,
        spec.tenantInFlight(),
        spec.timeoutMs(),
        spec.account(),
        spec.models());
  }
}

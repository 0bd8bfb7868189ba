package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/** What benches run on: the first engine of a catalog alone, with places of their choice. */
final class OneEngine {
  private OneEngine() {}

  static Standalone.Options options(Path engines, int permits) throws IOException {
    var first = EngineCatalog.load(engines).engines().entrySet().iterator().next();
    EngineSpec spec = first.getValue();
    LinkedHashMap<String, EngineSpec> one = new LinkedHashMap<>();
    one.put(
        first.getKey(),
        new EngineSpec(
            spec.protocol(),
            spec.baseUrl(),
            spec.region(),
            spec.dataClasses(),
            permits,
            spec.tenantInFlight(),
            spec.timeoutMs(),
            spec.account(),
            spec.models()));
    return new Standalone.Options(new EngineCatalog(one), null, null);
  }
}

package io.chorus.standalone;

import io.chorus.contracts.Account;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Limits;
import io.chorus.contracts.Policy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engines that measurements run on: those of a catalog with places of their own choice. */
final class BenchEngines {
  /** More than any engine here can be asked: they are counted, and never what is short. */
  private static final long REQUESTS_PER_MINUTE = 600_000;

  private static final long TOKENS_PER_MINUTE = 600_000_000;

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

  /** Every engine, each with one account that may have as many calls open as the engine. */
  static Standalone.Options limited(EngineCatalog catalog, int permitsOfFirst, int permits) {
    LinkedHashMap<String, EngineSpec> changed = new LinkedHashMap<>();
    catalog
        .engines()
        .forEach(
            (name, spec) ->
                changed.put(name, limited(spec, changed.isEmpty() ? permitsOfFirst : permits)));
    return options(changed);
  }

  private static EngineSpec limited(EngineSpec spec, int permits) {
    Limits limits =
        new Limits(REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE, 0, permits, Limits.Window.BUCKET);
    Account account = spec.accounts().get(0);
    return with(spec, permits).in(List.of(new Account(account.id(), account.key(), limits)));
  }

  /** The model of each engine that tasks may name, as {@code engine/model}. */
  static Map<String, String> models(EngineCatalog catalog) {
    Map<String, String> models = new LinkedHashMap<>();
    catalog.engines().forEach((name, engine) -> models.put(name, name + "/" + engine.firstModel()));
    return models;
  }

  private static Standalone.Options options(Map<String, EngineSpec> engines, int permits) {
    LinkedHashMap<String, EngineSpec> changed = new LinkedHashMap<>();
    engines.forEach((name, spec) -> changed.put(name, with(spec, permits)));
    return options(changed);
  }

  private static Standalone.Options options(Map<String, EngineSpec> engines) {
    EngineCatalog catalog = new EngineCatalog(new LinkedHashMap<>(engines), null, null, null);
    return new Standalone.Options(catalog, Policy.DEFAULT, null, null);
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
        spec.accounts(),
        spec.models());
  }
}

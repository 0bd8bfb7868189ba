package io.chorus.standalone.bench.limits;

import io.chorus.contracts.Account;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Limits;
import io.chorus.contracts.Price;
import io.chorus.contracts.SecretRef;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.Latency;
import io.chorus.emulator.Limit;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** One engine with three accounts, each short of something else, as declared and as enforced. */
final class LimitedAccounts {
  static final String ENGINE = "openai";
  static final String MODEL = "small";
  static final String REQUESTS = "few-requests";
  static final String TOKENS = "few-tokens";
  static final String PLACES = "few-places";
  static final long REQUESTS_PER_MINUTE = 1_200;
  static final long TOKENS_PER_MINUTE = 240_000;
  static final long CONCURRENCY = 16;

  private static final int PERMITS = 64;
  private static final long TIMEOUT_MS = 20_000;
  private static final long MEDIAN_MS = 400;
  private static final long P99_MS = 1_200;

  private LimitedAccounts() {}

  private static List<Limits> limits() {
    return List.of(
        new Limits(REQUESTS_PER_MINUTE, 2_000_000, 0, 200, Limits.Window.MINUTE),
        new Limits(6_000, TOKENS_PER_MINUTE, 0, 200, Limits.Window.BUCKET),
        new Limits(12_000, 9_000_000, 0, CONCURRENCY, Limits.Window.BUCKET));
  }

  private static List<String> names() {
    return List.of(REQUESTS, TOKENS, PLACES);
  }

  /** The key is the account's name. */
  static EmulatorSettings enforced() {
    EmulatorSettings settings =
        EmulatorSettings.DEFAULT.withLatency(new Latency(MEDIAN_MS, P99_MS));
    for (int i = 0; i < names().size(); i++) {
      Limits limits = limits().get(i);
      settings =
          settings.withLimit(
              new Limit(
                  ENGINE,
                  names().get(i),
                  limits.requestsPerMinute(),
                  limits.tokensPerMinute(),
                  null,
                  limits.concurrency(),
                  Limit.Window.valueOf(limits.window().name())));
    }
    return settings;
  }

  static EngineCatalog declared(Path folder, String baseUrl) throws IOException {
    ArrayList<Account> accounts = new ArrayList<>();
    for (int i = 0; i < names().size(); i++) {
      String name = names().get(i);
      Path key = Files.writeString(folder.resolve(name), name);
      accounts.add(new Account(name, new SecretRef("file:" + key), limits().get(i)));
    }
    LinkedHashMap<String, EngineSpec.ModelSpec> models = new LinkedHashMap<>();
    Price price = new Price("2025-01-01", BigDecimal.ONE, BigDecimal.ONE);
    models.put(MODEL, new EngineSpec.ModelSpec(new ArrayList<>(List.of(price))));
    LinkedHashMap<String, EngineSpec> engines = new LinkedHashMap<>();
    engines.put(
        ENGINE,
        new EngineSpec(
            EngineSpec.Protocol.OPENAI,
            URI.create(baseUrl),
            "here",
            new ArrayList<>(List.of("public")),
            PERMITS,
            0,
            TIMEOUT_MS,
            accounts,
            models));
    return new EngineCatalog(engines, null, null, null);
  }
}

package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Account;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.SecretRef;
import io.chorus.servers.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engine emulator as a process of its own, in place of the providers. */
final class EmulatorProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long START_LIMIT_MS = 60_000;
  private static final long POLL_MS = 20;
  private static final String KEY = "emulator-key";

  private final ChildProcess process;
  private final URI base;
  private final DataFolder data;

  private EmulatorProcess(ChildProcess process, URI base, DataFolder data) {
    this.process = process;
    this.base = base;
    this.data = data;
  }

  /**
   * @param replay recorded answers, or null
   * @param settings latencies and faults, or null
   */
  static EmulatorProcess start(DataFolder data, Path replay, Path settings)
      throws IOException, InterruptedException {
    Path ready = data.of("emulator.ready");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("io.chorus.emulator.EngineEmulator");
    command.addAll(List.of("--journal", data.journal().toString()));
    command.addAll(List.of("--ready-file", ready.toString()));
    addOption(command, "--replay", replay);
    addOption(command, "--settings", settings);
    ChildProcess process =
        ChildProcess.start(
            "emulator",
            command,
            Map.of(),
            data.root(),
            data.folder("logs").resolve("emulator.log"));
    int port = awaitPort(process, ready);
    return new EmulatorProcess(process, URI.create("http://127.0.0.1:" + port), data);
  }

  private static void addOption(List<String> command, String option, Path value) {
    if (value != null) {
      command.add(option);
      command.add(value.toAbsolutePath().toString());
    }
  }

  private static int awaitPort(ChildProcess process, Path ready)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT_MS * 1_000_000;
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the engine emulator did not start: " + process.logTail());
      }
      Thread.sleep(POLL_MS);
    }
    try {
      return Json.read(Files.readAllBytes(ready), JsonNode.class).path("port").asInt();
    } catch (MalformedJsonException e) {
      throw new IOException("the engine emulator's ready file is damaged", e);
    }
  }

  /** The same engines, all of them here. */
  EngineCatalog inPlaceOf(EngineCatalog catalog) throws IOException {
    LinkedHashMap<String, EngineSpec> engines = new LinkedHashMap<>();
    for (Map.Entry<String, EngineSpec> engine : catalog.engines().entrySet()) {
      engines.put(engine.getKey(), here(engine.getKey(), engine.getValue()));
    }
    return catalog.with(engines);
  }

  private EngineSpec here(String name, EngineSpec spec) throws IOException {
    String path = spec.protocol().isOpenAiLike() ? "/" + name + "/v1" : "/" + name;
    return new EngineSpec(
        spec.protocol(),
        base.resolve(path),
        spec.region(),
        spec.dataClasses(),
        spec.permits(),
        spec.tenantInFlight(),
        spec.timeoutMs(),
        new ArrayList<>(here(spec.accounts())),
        spec.models());
  }

  /** Every key is taken here, and each is an account: the first has the one that scripts name. */
  private List<Account> here(List<Account> accounts) throws IOException {
    List<Account> here = new ArrayList<>();
    for (Account account : accounts) {
      String key = here.isEmpty() ? KEY : KEY + "-" + account.id();
      SecretRef file = SecretRefs.file(data.emulatorKey(key));
      here.add(new Account(account.id(), file, account.limits()));
    }
    return here;
  }

  /** Changes how the emulated engines behave from now on. */
  void settings(String json) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/emulator/settings"))
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .header("Content-Type", "application/json")
            .build();
    try {
      HttpResponse<String> reply =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (reply.statusCode() != 200) {
        throw new IOException("the engine emulator refused its settings: " + reply.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.stop(GRACE);
  }
}

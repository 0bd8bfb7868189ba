package io.chorus.emulator;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** The emulator's paths: its own ones here, all others are calls of engines. */
final class EmulatorServer {
  /** What it is called wherever a user sees it. */
  static final String NAME = "chorus-engine-emulator";

  private final EngineCalls calls;
  private final Counters counters;

  EmulatorServer(EngineCalls calls, Counters counters) {
    this.calls = calls;
    this.counters = counters;
  }

  void handle(HttpServerRequest request) {
    switch (request.method() + " " + request.path()) {
      case "GET /health" -> reply(request, Map.of("status", "up", "server", NAME));
      case "GET /emulator/stats" -> reply(request, counters.stats());
      case "GET /emulator/accounts" -> reply(request, Map.of("accounts", calls.accounts()));
      case "GET /emulator/settings" -> reply(request, calls.settings());
      case "PUT /emulator/settings" ->
          BodyReader.read(
              request,
              body -> change(request, body),
              () -> refuse(request, 413, "The settings are larger than 8 MiB."));
      default -> calls.handle(request);
    }
  }

  private static void reply(HttpServerRequest request, Object body) {
    request.endHandler(end -> EngineCalls.send(request.response(), 200, body));
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    EngineCalls.send(request.response(), status, Map.of("error", Map.of("message", message)));
  }

  private void change(HttpServerRequest request, byte[] body) {
    try {
      calls.settings(EmulatorSettings.parse(body));
      EngineCalls.send(request.response(), 200, calls.settings());
    } catch (IllegalArgumentException e) {
      refuse(request, 400, e.getMessage());
    }
  }
}

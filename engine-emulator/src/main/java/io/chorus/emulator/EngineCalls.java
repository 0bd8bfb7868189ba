package io.chorus.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines' side of the emulator: refuses, fails, or bills and answers a call. All calls run on
 * one event loop; a write of a journal line into the page cache costs less than handing it to
 * another thread.
 */
final class EngineCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCalls.class);
  private static final String ASK_HEADER = "X-Client-Request-Id";
  private static final int MAX_HANGING = 10_000;

  private final Vertx vertx;
  private final Answers answers;
  private final Journal journal;
  private final Counters counters;
  private volatile FaultScript script;
  private int hanging;

  EngineCalls(
      Vertx vertx, Answers answers, Journal journal, Counters counters, EmulatorSettings settings) {
    this.vertx = vertx;
    this.answers = answers;
    this.journal = journal;
    this.counters = counters;
    this.script = new FaultScript(settings);
  }

  /** One call on its way through the emulator. */
  private record Context(HttpServerRequest request, Route route, String id) {

    Protocol protocol() {
      return route.protocol();
    }

    String engine() {
      return route.engine();
    }
  }

  EmulatorSettings settings() {
    return script.settings();
  }

  void settings(EmulatorSettings settings) {
    script = new FaultScript(settings);
  }

  void handle(HttpServerRequest request) {
    Context call = new Context(request, Route.of(request.path()), newId());
    if (call.engine() == null || !request.method().equals(HttpMethod.POST)) {
      String at = request.method() + " " + request.path();
      request.endHandler(
          end -> fail(call, 404, "Unknown request URL: " + at + ". This is an engine emulator."));
      return;
    }
    counters.of(call.engine()).called();
    BodyReader.read(
        request,
        body -> accept(call, body),
        () -> refuse(call, new RefusedException(413, "The request body is larger than 8 MiB.")));
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong(), 8);
  }

  private void accept(Context call, byte[] body) {
    try {
      String key = requiredKey(call);
      Protocol.Asked asked =
          call.protocol().read(call.request(), call.route().model(), parse(body));
      FaultScript.Fate fate = fate(call, body);
      if (fate.fault() == null) {
        billAndAnswer(call, key, asked, fate.latencyMs());
      } else {
        failAsScripted(call, fate.fault());
      }
    } catch (RefusedException e) {
      refuse(call, e);
    }
  }

  private static String requiredKey(Context call) throws RefusedException {
    String key = call.protocol().apiKey(call.request());
    if (key == null || key.isBlank()) {
      throw new RefusedException(401, "The request carries no API key.");
    }
    return key;
  }

  private static JsonNode parse(byte[] body) throws RefusedException {
    JsonNode json;
    try {
      json = EmulatorJson.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw RefusedException.badRequest("The body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("a byte array can be read", e);
    }
    if (!json.isObject()) {
      throw RefusedException.badRequest("The body must be a JSON object.");
    }
    return json;
  }

  private FaultScript.Fate fate(Context call, byte[] body) {
    FaultScript current = script;
    String ask = call.request().getHeader(ASK_HEADER);
    boolean hashBody = ask == null && current.needsKey();
    return current.of(call.engine(), hashBody ? Hashes.hex12(body) : ask);
  }

  private void billAndAnswer(Context call, String key, Protocol.Asked asked, long latencyMs) {
    Answers.Text answer = answers.to(call.engine(), asked.model(), asked.prompt());
    JournalLine line =
        new JournalLine(
            System.currentTimeMillis(),
            call.engine(),
            answer.model(),
            Hashes.hex12(key),
            call.request().getHeader(ASK_HEADER),
            asked.tokensIn(),
            Bodies.tokens(answer.text()),
            200,
            latencyMs);
    try {
      journal.append(line);
    } catch (IOException e) {
      LOG.error("engine emulator: a call is not answered, for its journal line failed", e);
      fail(call, 500, "The engine emulator can't write its journal.");
      return;
    }
    counters.of(call.engine()).billed(line);
    Protocol.Reply reply =
        new Protocol.Reply(
            call.id(), answer.model(), answer.text(), line.tokensIn(), line.tokensOut());
    if (latencyMs == 0) {
      answer(call, reply);
    } else {
      vertx.setTimer(latencyMs, timer -> answer(call, reply));
    }
  }

  private void answer(Context call, Protocol.Reply reply) {
    boolean clientLeft = call.request().response().closed();
    counters.of(call.engine()).done(clientLeft);
    if (!clientLeft) {
      send(call, 200, call.protocol().answer(reply));
    }
  }

  private void failAsScripted(Context call, FaultKind kind) {
    counters.of(call.engine()).failed(kind);
    switch (kind) {
      case RATE_LIMITED -> {
        call.protocol().retryHeaders().forEach(call.request().response()::putHeader);
        fail(call, 429, "Rate limit reached, as the engine emulator's script says.");
      }
      case SERVER_ERROR -> fail(call, 500, "An error, as the engine emulator's script says.");
      case HANG -> hang(call);
    }
  }

  private void hang(Context call) {
    if (hanging == MAX_HANGING) {
      call.request().connection().close();
      return;
    }
    hanging++;
    call.request().response().closeHandler(closed -> hanging--);
  }

  private void refuse(Context call, RefusedException refused) {
    counters.of(call.engine()).refused();
    fail(call, refused.status(), refused.getMessage());
  }

  private static void fail(Context call, int status, String message) {
    String engine = call.engine() == null ? "" : call.engine();
    send(
        call,
        status,
        call.protocol().error(new Protocol.Failure(call.id(), engine, status, message)));
  }

  private static void send(Context call, int status, ObjectNode body) {
    HttpServerResponse response = call.request().response();
    var requestId = call.protocol().requestId(call.id());
    response.putHeader(requestId.getKey(), requestId.getValue());
    send(response, status, body);
  }

  /** The one place where the emulator writes a response. */
  static void send(HttpServerResponse response, int status, Object body) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.SERVER, EmulatorServer.NAME)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(bytes(body)));
  }

  private static byte[] bytes(Object body) {
    try {
      return EmulatorJson.JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what the emulator answers can be written", e);
    }
  }
}

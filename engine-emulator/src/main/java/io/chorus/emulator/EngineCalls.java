package io.chorus.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
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

  private final Vertx vertx;
  private final Answers answers;
  private final Journal journal;
  private final Counters counters;
  private volatile Setting setting;

  EngineCalls(
      Vertx vertx, Answers answers, Journal journal, Counters counters, EmulatorSettings settings) {
    this.vertx = vertx;
    this.answers = answers;
    this.journal = journal;
    this.counters = counters;
    this.setting = Setting.of(settings);
  }

  /** What holds from one change of the settings to the next. */
  private record Setting(FaultScript script, Accounts accounts) {

    static Setting of(EmulatorSettings settings) {
      return new Setting(new FaultScript(settings), new Accounts(settings));
    }
  }

  EmulatorSettings settings() {
    return setting.script().settings();
  }

  void settings(EmulatorSettings settings) {
    setting = Setting.of(settings);
  }

  List<AccountStats> accounts() {
    return setting.accounts().stats();
  }

  void handle(HttpServerRequest request) {
    Route route = Route.of(request.path());
    CallReplies replies = new CallReplies(vertx, counters, request, route, newId());
    if (route.engine() == null || !request.method().equals(HttpMethod.POST)) {
      String at = request.method() + " " + request.path();
      request.endHandler(
          end -> replies.fail(404, "Unknown request URL: " + at + ". This is an engine emulator."));
      return;
    }
    counters.of(route.engine()).called();
    BodyReader.read(
        request,
        body -> accept(replies, body),
        () -> replies.refuse(new RefusedException(413, "The request body is larger than 8 MiB.")));
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong(), 8);
  }

  private void accept(CallReplies replies, byte[] body) {
    Setting now = setting;
    try {
      String accountName = Hashes.hex12(requiredKey(replies));
      Protocol.Asked asked =
          replies.protocol().read(replies.request(), replies.route(), parse(body));
      EngineSettings engine = now.script().settings().engine(replies.engine());
      checkModel(engine, asked);
      Said said = answers.to(replies.engine(), asked);
      Account account = now.accounts().of(replies.engine(), accountName);
      Over over = now.accounts().take(account, asked.tokensIn() + said.tokens());
      replies.tellRoom(now.accounts().room(account));
      if (over != null) {
        replies.refuse(over);
        return;
      }
      replies.onceEnded(() -> now.accounts().done(account));
      FaultScript.Fate fate = fate(now.script(), replies, accountName, asked.model(), body);
      decide(replies, accountName, engine, asked, said, fate);
    } catch (RefusedException e) {
      replies.refuse(e);
    }
  }

  private static String requiredKey(CallReplies replies) throws RefusedException {
    String key = replies.protocol().apiKey(replies.request());
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

  private static void checkModel(EngineSettings engine, Protocol.Asked asked)
      throws RefusedException {
    if (!engine.knows(asked.model())) {
      throw new RefusedException(404, "There is no such model.");
    }
    if (engine.streamsOnly(asked.model()) && !asked.wishes().stream()) {
      throw RefusedException.badRequest(
          "This model only support stream mode, please enable the stream parameter to access the"
              + " model.");
    }
  }

  private static FaultScript.Fate fate(
      FaultScript script, CallReplies replies, String account, String model, byte[] body) {
    String ask = replies.request().getHeader(ASK_HEADER);
    boolean hashBody = ask == null && script.needsKey();
    return script.of(
        new FaultScript.Call(
            replies.engine(), account, model, hashBody ? Hashes.hex12(body) : ask));
  }

  private void decide(
      CallReplies replies,
      String account,
      EngineSettings engine,
      Protocol.Asked asked,
      Said said,
      FaultScript.Fate fate) {
    if (fate.fault() != null) {
      counters.of(replies.engine()).failed(fate.fault());
      if (!fate.fault().isBilled()) {
        replies.fail(fate.fault(), fate.waitS(), asked.wishes().stream());
        return;
      }
    }
    Said told = told(said, fate.fault());
    Protocol.Tokens tokens = tokens(engine, asked, told);
    long writingMs = engine.writingMs(tokens.out());
    JournalLine line =
        new JournalLine(
            System.currentTimeMillis(),
            replies.engine(),
            told.model(),
            account,
            replies.request().getHeader(ASK_HEADER),
            tokens.in(),
            tokens.out(),
            200,
            fate.latencyMs() + writingMs,
            tokens.cached(),
            tokens.reasoning(),
            engine.costNanoUsd(tokens.in(), tokens.out()),
            asked.wishes().stream(),
            fate.fault());
    if (bill(replies, line)) {
      replies.answer(
          new Protocol.Reply(replies.id(), replies.engine(), told, tokens),
          asked.wishes(),
          fate.fault(),
          fate.latencyMs(),
          writingMs);
    }
  }

  private static Said told(Said said, FaultKind fault) {
    if (fault == FaultKind.REFUSAL) {
      return said.ended(Said.Finish.REFUSAL);
    }
    return fault == FaultKind.EMPTY_CHOICES ? said.ended(Said.Finish.EMPTY) : said;
  }

  private static Protocol.Tokens tokens(EngineSettings engine, Protocol.Asked asked, Said said) {
    return new Protocol.Tokens(
        asked.tokensIn(),
        engine.cached(asked.tokensIn()),
        said.tokens() + engine.reasoning(),
        engine.reasoning());
  }

  private boolean bill(CallReplies replies, JournalLine line) {
    try {
      journal.append(line);
    } catch (IOException e) {
      LOG.error("engine emulator: a call is not answered, for its journal line failed", e);
      replies.fail(500, "The engine emulator can't write its journal.");
      return false;
    }
    Counters.Engine engine = counters.of(replies.engine());
    engine.billed(line);
    replies.onceEnded(() -> engine.done(replies.clientLeft()));
    return true;
  }

  /** Writes one of the emulator's own documents. */
  static void send(HttpServerResponse response, int status, Object body) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.SERVER, EmulatorServer.NAME)
        .putHeader(HttpHeaders.CONTENT_TYPE, Delivery.JSON)
        .end(Buffer.buffer(bytes(body)));
  }

  static byte[] bytes(Object body) {
    try {
      return EmulatorJson.JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what the emulator answers can be written", e);
    }
  }
}

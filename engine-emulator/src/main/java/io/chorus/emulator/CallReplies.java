package io.chorus.emulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One call on its way through the emulator, and everything that it can be told. */
final class CallReplies {
  private static final int MORE_THAN_8_MIB = (8 << 20) + 1;
  private static final String PAGE = "<html><head><title>%d</title></head></html>";

  private final Vertx vertx;
  private final Counters counters;
  private final HttpServerRequest request;
  private final Route route;
  private final String id;
  private final Delivery delivery;
  private final List<Runnable> atEnd = new ArrayList<>();
  private boolean clientLeft;

  CallReplies(Vertx vertx, Counters counters, HttpServerRequest request, Route route, String id) {
    this.vertx = vertx;
    this.counters = counters;
    this.request = request;
    this.route = route;
    this.id = id;
    this.delivery = new Delivery(vertx, request);
    request.response().endHandler(end -> ended());
    request.response().closeHandler(closed -> left());
    var requestId = protocol().requestId(id);
    request.response().putHeader(requestId.getKey(), requestId.getValue());
  }

  HttpServerRequest request() {
    return request;
  }

  Route route() {
    return route;
  }

  Protocol protocol() {
    return route.protocol();
  }

  String engine() {
    return route.engine() == null ? "" : route.engine();
  }

  String id() {
    return id;
  }

  /** Whether the client went before it had its answer. */
  boolean clientLeft() {
    return clientLeft;
  }

  /** Runs when the answer is complete or the connection is gone, whichever comes first. */
  void onceEnded(Runnable action) {
    atEnd.add(action);
  }

  private void left() {
    clientLeft = !request.response().ended();
    ended();
  }

  private void ended() {
    List<Runnable> actions = List.copyOf(atEnd);
    atEnd.clear();
    actions.forEach(Runnable::run);
  }

  void tellRoom(Room room) {
    HttpServerResponse response = request.response();
    protocol().room(room, System.currentTimeMillis()).forEach(response::putHeader);
  }

  void refuse(RefusedException refused) {
    counters.of(engine()).refused();
    fail(refused.status(), refused.getMessage());
  }

  void refuse(Over over) {
    counters.of(engine()).overLimit();
    send(protocol().refusal(over, engine(), id));
  }

  void fail(int status, String message) {
    send(Refusal.of(status, protocol().error(new Protocol.Failure(id, engine(), status, message))));
  }

  private void send(Refusal refusal) {
    refusal.headers().forEach(request.response()::putHeader);
    if (refusal.body() == null) {
      byte[] page = PAGE.formatted(refusal.status()).getBytes(StandardCharsets.UTF_8);
      delivery.document(refusal.status(), Delivery.PAGE, page, Delivery.Shape.WHOLE);
    } else {
      byte[] body = EngineCalls.bytes(refusal.body());
      delivery.document(refusal.status(), Delivery.JSON, body, Delivery.Shape.WHOLE);
    }
  }

  /** A scripted failure that is not billed. */
  void fail(FaultKind kind, long waitS, boolean stream) {
    switch (kind) {
      case HANG -> hang();
      case RESET -> delivery.close();
      case KEEP_ALIVE ->
          delivery.keepAlive(
              stream ? Delivery.EVENTS : Delivery.JSON, protocol().keepAlive(stream));
      default -> send(protocol().refusal(kind, engine(), waitS, id));
    }
  }

  private void hang() {
    if (counters.isHangingTooMany()) {
      delivery.close();
      return;
    }
    counters.hanging(1);
    onceEnded(() -> counters.hanging(-1));
  }

  /** An answer that was billed, and what the script does to it. */
  void answer(
      Protocol.Reply reply, Wishes wishes, FaultKind fault, long latencyMs, long writingMs) {
    if (fault == FaultKind.TIMEOUT) {
      hang();
      return;
    }
    boolean paced = wishes.stream();
    long beginMs = paced ? latencyMs : latencyMs + writingMs;
    Runnable begin = () -> begin(reply, wishes, fault, writingMs);
    if (beginMs == 0) {
      begin.run();
    } else {
      vertx.setTimer(beginMs, timer -> begin.run());
    }
  }

  private void begin(Protocol.Reply reply, Wishes wishes, FaultKind fault, long writingMs) {
    if (request.response().closed()) {
      return;
    }
    if (fault == FaultKind.CUT_OFF) {
      delivery.close();
      return;
    }
    if (fault == FaultKind.OVERSIZED_BODY) {
      byte[] blanks = new byte[MORE_THAN_8_MIB];
      Arrays.fill(blanks, (byte) ' ');
      delivery.document(200, Delivery.JSON, blanks, Delivery.Shape.WHOLE);
      return;
    }
    Delivery.Shape shape = Delivery.Shape.of(fault);
    boolean page = fault == FaultKind.WRONG_CONTENT_TYPE;
    if (wishes.stream()) {
      delivery.events(
          page ? Delivery.PAGE : Delivery.EVENTS,
          protocol().stream(reply, wishes),
          writingMs,
          shape);
    } else {
      byte[] body = EngineCalls.bytes(protocol().answer(reply));
      delivery.document(200, page ? Delivery.PAGE : Delivery.JSON, body, shape);
    }
  }
}

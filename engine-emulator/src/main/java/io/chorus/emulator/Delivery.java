package io.chorus.emulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** How a body goes out: whole, in part, slowly, or never. */
final class Delivery {
  static final String JSON = "application/json";
  static final String EVENTS = "text/event-stream; charset=utf-8";
  static final String PAGE = "text/html; charset=utf-8";

  private static final long DRIP_MS = 50;
  private static final long KEEP_ALIVE_MS = 100;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  Delivery(Vertx vertx, HttpServerRequest request) {
    this.vertx = vertx;
    this.request = request;
    this.response = request.response();
  }

  /** What of a body comes. */
  enum Shape {
    WHOLE,
    /** Half of it, and then the connection is closed. */
    HALF_CLOSED,
    /** Half of it, as if that were all. */
    TRUNCATED,
    /** Byte by byte. */
    DRIP;

    static Shape of(FaultKind fault) {
      if (fault == null) {
        return WHOLE;
      }
      return switch (fault) {
        case HALF_CLOSED -> HALF_CLOSED;
        case TRUNCATED_JSON -> TRUNCATED;
        case SLOW_DRIP -> DRIP;
        default -> WHOLE;
      };
    }
  }

  private void begin(int status, String contentType) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.SERVER, EmulatorServer.NAME)
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType);
  }

  void document(int status, String contentType, byte[] body, Shape shape) {
    begin(status, contentType);
    switch (shape) {
      case WHOLE -> response.end(Buffer.buffer(body));
      case TRUNCATED -> response.end(half(body));
      case HALF_CLOSED -> {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        closeAfter(half(body));
      }
      case DRIP -> {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        drip(body, 0);
      }
    }
  }

  private static Buffer half(byte[] body) {
    return Buffer.buffer(Arrays.copyOf(body, body.length / 2));
  }

  /**
   * @param spanMs from the first event to the last
   */
  void events(String contentType, List<String> events, long spanMs, Shape shape) {
    begin(200, contentType);
    response.setChunked(true);
    List<String> half = events.subList(0, events.size() / 2);
    switch (shape) {
      case WHOLE -> next(events, 0, spanMs);
      case TRUNCATED -> next(half, 0, spanMs);
      case HALF_CLOSED -> closeAfter(Buffer.buffer(String.join("", half)));
      case DRIP -> drip(String.join("", events).getBytes(StandardCharsets.UTF_8), 0);
    }
  }

  private void next(List<String> events, int from, long spanMs) {
    if (response.closed()) {
      return;
    }
    if (from >= events.size() || spanMs == 0) {
      response.end(Buffer.buffer(String.join("", events.subList(from, events.size()))));
      return;
    }
    response.write(Buffer.buffer(events.get(from)));
    long pauseMs = Math.max(1, spanMs / Math.max(1, events.size() - 1));
    vertx.setTimer(pauseMs, timer -> next(events, from + 1, spanMs));
  }

  private void drip(byte[] body, int from) {
    if (response.closed()) {
      return;
    }
    if (from == body.length) {
      response.end();
      return;
    }
    response.write(Buffer.buffer(new byte[] {body[from]}));
    vertx.setTimer(DRIP_MS, timer -> drip(body, from + 1));
  }

  private void closeAfter(Buffer part) {
    response.write(part).onComplete(written -> close());
  }

  /** Nothing more is said. */
  void close() {
    request.connection().close();
  }

  /** Says nothing but that it is still there, until the client goes. */
  void keepAlive(String contentType, String sign) {
    begin(200, contentType);
    response.setChunked(true);
    response.write(sign);
    vertx.setPeriodic(
        KEEP_ALIVE_MS,
        timer -> {
          if (response.closed()) {
            vertx.cancelTimer(timer);
          } else {
            response.write(sign);
          }
        });
  }
}

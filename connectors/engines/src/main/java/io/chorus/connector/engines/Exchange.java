package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.chorus.contracts.FailureClass;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.netty.request.NettyRequest;

/**
 * One request on its way: gathers a bounded response and completes the reply, whatever happens. Its
 * callbacks come one after the other, from whichever thread of the client.
 */
final class Exchange implements AsyncHandler<Void> {
  private final WireProtocol protocol;
  private final Consumer<String> heard;
  private final String model;
  private final CompletableFuture<EngineReply> reply;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(2_048);
  private EventStream events;
  private long received;
  private volatile long sentAtMs;
  private volatile int status;
  private volatile boolean spoke;
  private boolean oversized;
  private volatile HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

  /**
   * @param heard is told each piece of a stream's text, before the reply
   */
  Exchange(
      WireProtocol protocol,
      String model,
      Consumer<String> heard,
      CompletableFuture<EngineReply> reply) {
    this.protocol = protocol;
    this.heard = heard;
    this.model = model;
    this.reply = reply;
  }

  @Override
  public void onRequestSend(NettyRequest request) {
    sentAtMs = System.currentTimeMillis();
  }

  @Override
  public State onStatusReceived(HttpResponseStatus responseStatus) {
    status = responseStatus.getStatusCode();
    return State.CONTINUE;
  }

  @Override
  public State onHeadersReceived(HttpHeaders told) {
    headers = told;
    boolean streams = status == 200 && WireResponse.isStream(told);
    events = streams ? new EventStream(protocol.fold(heard)) : null;
    return State.CONTINUE;
  }

  @Override
  public State onBodyPartReceived(HttpResponseBodyPart part) {
    byte[] bytes = part.getBodyPartBytes();
    received += bytes.length;
    oversized = received > most();
    if (oversized) {
      return State.ABORT;
    }
    if (events != null) {
      spoke = events.add(bytes);
    } else if (spoke || !isBlank(bytes)) {
      // blank lines are keep-alives of a queue: not a part of the answer, not even its beginning
      spoke = true;
      body.writeBytes(bytes);
    }
    return State.CONTINUE;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != '\n' && b != '\r' && b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public Void onCompleted() {
    long now = System.currentTimeMillis();
    complete(oversized ? tooLong() : decoded(now), now);
    return null;
  }

  private Outcome decoded(long now) {
    JsonNode whole = events == null ? EngineJson.tree(body.toByteArray()) : events.body();
    return events != null && whole.isMissingNode()
        ? garbled("HTTP 200 stream without its end")
        : protocol.decode(new WireResponse(status, headers, whole, now));
  }

  private Outcome tooLong() {
    return status == 200 ? garbled("HTTP 200 with more than " + most() + " bytes") : withoutBody();
  }

  private int most() {
    return events == null ? EngineJson.MAX_BODY : EngineJson.MAX_STREAM;
  }

  /** What a stream said until then of its bill still counts. */
  private Outcome garbled(String detail) {
    Outcome outcome = Outcome.failed(FailureClass.GARBLED, detail);
    return events == null ? outcome : outcome.billed(null, protocol.usage(events.begun()));
  }

  /**
   * Gives up where the engine has not begun to answer, whatever keep-alives it sends.
   *
   * @return whether it gave up; the connection is then to be closed
   */
  boolean giveUpUnlessBegun() {
    if (spoke || reply.isDone()) {
      return false;
    }
    Outcome outcome =
        sentAtMs == 0
            ? Outcome.failed(FailureClass.TRANSIENT, "no connection in time")
            : Outcome.failed(FailureClass.TIMEOUT, "no beginning of an answer in time");
    return reply.complete(outcome.reply(model, sentAtMs, System.currentTimeMillis()));
  }

  /** Also what {@link #onCompleted} throws comes here: a defect of ours is still a reply. */
  @Override
  public void onThrowable(Throwable fault) {
    complete(broken(fault), System.currentTimeMillis());
  }

  private Outcome broken(Throwable fault) {
    String kind = fault.getClass().getSimpleName();
    if (sentAtMs == 0) {
      return Outcome.failed(FailureClass.TRANSIENT, unsent(fault) + " (" + kind + ")");
    }
    if (status != 0 && status != 200) {
      return withoutBody();
    }
    if (fault instanceof TimeoutException) {
      return Outcome.failed(FailureClass.TIMEOUT, "no complete answer by the deadline");
    }
    // the engine had begun to answer, so it has worked, and bills
    return status == 200 && spoke
        ? garbled("HTTP 200 cut off (" + kind + ")")
        : Outcome.failed(FailureClass.CUT_OFF, "connection broke (" + kind + ")");
  }

  /** An error's status and headers tell enough, whatever became of its body. */
  private Outcome withoutBody() {
    return FailureClassifier.classify(
        new WireResponse(status, headers, MissingNode.getInstance(), System.currentTimeMillis()));
  }

  private static String unsent(Throwable fault) {
    return fault instanceof ConnectException ? "connection refused" : "no connection";
  }

  private void complete(Outcome outcome, long nowMs) {
    reply.complete(outcome.reply(model, sentAtMs, nowMs, RoomLeft.of(headers)));
  }
}

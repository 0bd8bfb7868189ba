package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.chorus.contracts.FailureClass;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
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
  private final String model;
  private final CompletableFuture<EngineReply> reply;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(2_048);
  private volatile long sentAtMs;
  private volatile int status;
  private volatile boolean spoke;
  private boolean oversized;
  private volatile HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

  Exchange(WireProtocol protocol, String model, CompletableFuture<EngineReply> reply) {
    this.protocol = protocol;
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
  public State onHeadersReceived(HttpHeaders received) {
    headers = received;
    return State.CONTINUE;
  }

  @Override
  public State onBodyPartReceived(HttpResponseBodyPart part) {
    byte[] bytes = part.getBodyPartBytes();
    oversized = body.size() + bytes.length > EngineJson.MAX_BODY;
    if (oversized) {
      return State.ABORT;
    }
    // blank lines are keep-alives of a queue: not a part of the answer, not even its beginning
    if (spoke || !isBlank(bytes)) {
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
    complete(
        oversized
            ? tooLong()
            : protocol.decode(
                new WireResponse(status, headers, EngineJson.tree(body.toByteArray()), now)),
        now);
    return null;
  }

  private Outcome tooLong() {
    return status == 200
        ? Outcome.failed(
            FailureClass.GARBLED, "HTTP 200 with more than " + EngineJson.MAX_BODY + " bytes")
        : withoutBody();
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
        ? Outcome.failed(FailureClass.GARBLED, "HTTP 200 cut off (" + kind + ")")
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
    reply.complete(outcome.reply(model, sentAtMs, nowMs));
  }
}

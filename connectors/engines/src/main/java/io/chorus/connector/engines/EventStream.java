package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads server-sent events and folds their data. Comments and blank lines are keep-alives and no
 * part of an answer. Not thread-safe.
 */
final class EventStream {
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
  private static final String DONE = "[DONE]";

  private final StreamFold fold;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
  private boolean begun;
  private boolean broken;

  EventStream(StreamFold fold) {
    this.fold = fold;
  }

  /**
   * @return whether the engine has begun to answer
   */
  boolean add(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '\n') {
        endLine();
      } else if (b != '\r') {
        line.write(b);
      }
    }
    return begun;
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    line.reset();
    if (bytes.length == 0) {
      dispatch();
    } else if (startsWithData(bytes)) {
      int from = bytes.length > DATA.length && bytes[DATA.length] == ' ' ? 1 : 0;
      data.write(bytes, DATA.length + from, bytes.length - DATA.length - from);
      data.write('\n');
    }
  }

  private static boolean startsWithData(byte[] bytes) {
    return bytes.length >= DATA.length
        && Arrays.equals(bytes, 0, DATA.length, DATA, 0, DATA.length);
  }

  private void dispatch() {
    if (data.size() == 0) {
      return;
    }
    byte[] event = data.toByteArray();
    data.reset();
    if (isDone(event)) {
      return;
    }
    JsonNode tree = EngineJson.tree(event);
    if (tree.isObject()) {
      begun |= fold.add(tree);
    } else {
      broken = true;
    }
  }

  private static boolean isDone(byte[] event) {
    return event.length == DONE.length() + 1
        && new String(event, StandardCharsets.US_ASCII).startsWith(DONE);
  }

  /** The whole answer's body; a missing node where an event was none, or its end is missing. */
  JsonNode body() {
    endLine();
    dispatch();
    return fold.isComplete() && !broken ? fold.body() : MissingNode.getInstance();
  }

  /** As much of the body as has come, for what it says was billed. */
  JsonNode begun() {
    return fold.body();
  }
}

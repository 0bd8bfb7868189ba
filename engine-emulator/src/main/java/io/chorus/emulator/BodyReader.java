package io.chorus.emulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects a request's body up to a bound; of a longer one nothing is kept. */
final class BodyReader {
  private final Consumer<byte[]> onBody;
  private final Runnable onTooLarge;
  private Buffer body = Buffer.buffer();
  private boolean tooLarge;

  private BodyReader(Consumer<byte[]> onBody, Runnable onTooLarge) {
    this.onBody = onBody;
    this.onTooLarge = onTooLarge;
  }

  static void read(HttpServerRequest request, Consumer<byte[]> onBody, Runnable onTooLarge) {
    BodyReader reader = new BodyReader(onBody, onTooLarge);
    request.handler(reader::add);
    request.endHandler(end -> reader.finish());
  }

  private void add(Buffer chunk) {
    if (tooLarge) {
      return;
    }
    if (body.length() + chunk.length() > EmulatorJson.MAX_BODY_BYTES) {
      tooLarge = true;
      body = Buffer.buffer();
    } else {
      body.appendBuffer(chunk);
    }
  }

  private void finish() {
    if (tooLarge) {
      onTooLarge.run();
    } else {
      onBody.accept(body.getBytes());
    }
  }
}

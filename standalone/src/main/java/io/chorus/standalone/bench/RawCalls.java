package io.chorus.standalone.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.Request;

/** A plain async-http-client in a loop: what the pipeline is measured against. */
final class RawCalls {
  private static final int IN_FLIGHT = 200;

  private final String url;

  /**
   * @param url of an OpenAI chat endpoint
   */
  RawCalls(String url) {
    this.url = url;
  }

  /** Calls per second over this many calls. */
  double perSecond(int calls) throws IOException, InterruptedException {
    try (AsyncHttpClient http =
        Dsl.asyncHttpClient(Dsl.config().setMaxRequestRetry(0).setHttp2Enabled(false))) {
      Semaphore room = new Semaphore(IN_FLIGHT);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      long from = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        room.acquire();
        var unused =
            http.executeRequest(request(i))
                .toCompletableFuture()
                .whenComplete(
                    (response, cause) -> {
                      if (cause != null || response.getStatusCode() != 200) {
                        failure.set(cause == null ? new IOException("refused") : cause);
                      }
                      room.release();
                    });
      }
      room.acquire(IN_FLIGHT);
      if (failure.get() != null) {
        throw new IOException("a raw call failed", failure.get());
      }
      return calls / ((System.nanoTime() - from) / 1e9);
    }
  }

  private Request request(int number) {
    String body =
        new String(Prompts.body(number), StandardCharsets.UTF_8)
            .replace("chorus-auto", "gpt-4o-mini");
    return Dsl.post(url)
        .setHeader("Authorization", "Bearer bench")
        .setHeader("Content-Type", "application/json")
        .setBody(body)
        .build();
  }
}

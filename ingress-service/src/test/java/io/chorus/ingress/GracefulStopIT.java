package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.ingress.Caller.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM in the middle of work. */
@ExtendWith(IngressKit.class)
@Timeout(180)
class GracefulStopIT {
  private static final int CALLERS = 8;
  private static final String PROMPT = "{\"prompt\":\"x\"}";

  @Test
  void aStopLosesNothingThatWasAcceptedAndTellsWhoWaitsThatTheTaskGoesOn(IngressKit.Parts parts)
      throws Exception {
    try (IngressProcess process = IngressProcess.start(parts)) {
      Accepted accepted = new Accepted();
      Caller waiting = new Caller(process.baseUrl(), IngressKit.KEY);
      String open = waiting.post("/v1/tasks", PROMPT).json().path("id").asText();
      CompletableFuture<Reply> events = waiting.getLater("/v1/tasks/" + open + "/events");
      CompletableFuture<Reply> chat = waiting.postLater("/v1/chat/completions", PROMPT);
      ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> post(process, accepted));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> accepted.ids().size() > 200);

      process.terminate();

      assertThat(process.awaitEnd()).isEqualTo(128 + 15);
      callers.shutdown();
      assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(accepted.others()).allMatch(reply -> reply.status() == 503);
      accepted.areAllKept(parts);
      Reply told = chat.get(10, TimeUnit.SECONDS);
      assertThat(told.status()).isEqualTo(503);
      assertThat(told.error().path("code").asText()).isEqualTo("stopping");
      assertThat(told.header("x-should-retry")).isEqualTo("false");
      accepted.isKept(parts, told.header("x-chorus-task-id"));
      assertThat(events.get(10, TimeUnit.SECONDS).response().body())
          .startsWith("event: task\n")
          .contains("event: error\n", "\"stopping\"");
    }
  }

  /** Until the server takes no more connections. */
  private static void post(IngressProcess process, Accepted accepted) {
    Caller caller = new Caller(process.baseUrl(), IngressKit.KEY);
    try {
      while (true) {
        accepted.note(caller.post("/v1/tasks", PROMPT));
      }
    } catch (IOException e) {
      // no answer: nothing was reported
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

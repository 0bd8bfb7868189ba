package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.ingress.Caller.Reply;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The broker's process is gone for half a minute while many send tasks. */
@ExtendWith(IngressKit.class)
@Timeout(240)
class KafkaAwayIT {
  private static final int CALLERS = 4;

  /** A task is refused after fifteen seconds, so this is half a minute. */
  private static final int REFUSED_EACH = 2;

  @Test
  void whileTheBrokerIsGoneNothingIsReportedAcceptedAndAfterwardsAllGoesOnByItself(
      IngressKit.Parts parts) throws Exception {
    try (IngressServer server = IngressServer.start(parts.config())) {
      Accepted accepted = new Accepted();
      AtomicBoolean over = new AtomicBoolean();
      ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> post(server, accepted, over));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> accepted.ids().size() > 50);

      parts.kafka().kill();
      int known = accepted.ids().size();
      try {
        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> accepted.others().size() >= CALLERS * REFUSED_EACH);
        assertThat(accepted.ids().size()).isLessThanOrEqualTo(known + CALLERS);
      } finally {
        parts.kafka().restart();
      }

      int before = accepted.ids().size();
      await().atMost(Duration.ofSeconds(60)).until(() -> accepted.ids().size() > before + 50);
      over.set(true);
      callers.shutdown();
      assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(accepted.others()).allSatisfy(KafkaAwayIT::saysToTryAgain);
      accepted.areAllKept(parts);
      awaitAnswers(new Caller(server));
    }
  }

  private static void post(IngressServer server, Accepted accepted, AtomicBoolean over) {
    Caller caller = new Caller(server);
    try {
      while (!over.get()) {
        accepted.note(caller.post("/v1/tasks", "{\"prompt\":\"x\"}"));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void saysToTryAgain(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("2");
    assertThat(reply.error().path("code").asText()).isEqualTo("not_accepted");
  }

  /** Results are heard of again too. */
  private static void awaitAnswers(Caller caller) throws Exception {
    Reply chat =
        caller.post(
            "/v1/chat/completions", "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}");

    assertThat(chat.status()).isEqualTo(200);
  }
}

package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL in the middle of a file, after lines were given that nobody has noted as fed. */
@ExtendWith(IngressKit.class)
@Timeout(180)
class KilledBatchIT {
  private static final int LINES = 777;

  /** As many as are fed at once. */
  private static final int FED = 250;

  @Test
  void whatAKilledReplicaHasBegunAnotherEndsAndNoLineIsTwoTasks(IngressKit.Parts parts)
      throws Exception {
    String id;
    parts.keepFedAtMost(FED, LINES);
    try (IngressProcess killed = IngressProcess.start(parts)) {
      Batches batches = new Batches(new Caller(killed.baseUrl(), IngressKit.KEY));
      id = batches.create(batches.upload(Batches.answered(LINES)));
      await().atMost(Duration.ofSeconds(60)).until(() -> parts.tasksOf(id) > FED);
    } finally {
      parts.keepFedAsItIs();
    }
    assertThat(parts.fed(id)).isEqualTo(FED);
    // as a minute later, when nobody has said for so long that he works on it
    parts.leaveBatch(id, "problem = NULL");

    try (IngressServer server = IngressServer.start(parts.config())) {
      Batches batches = new Batches(new Caller(server));
      JsonNode batch = batches.awaitStatus(id, "completed");

      assertThat(batches.content(batch, "output_file_id"))
          .extracting(line -> line.path("custom_id").asText())
          .hasSize(LINES)
          .doesNotHaveDuplicates();
      assertThat(parts.tasksOf(id)).isEqualTo(LINES);
    }
  }
}

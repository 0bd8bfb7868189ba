package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.ingress.Caller.Reply;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What many callers of {@code /v1/tasks} were told. Thread-safe. */
final class Accepted {
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final List<Reply> others = new CopyOnWriteArrayList<>();

  void note(Reply reply) {
    if (reply.status() == 202) {
      ids.add(reply.json().path("id").asText());
    } else {
      others.add(reply);
    }
  }

  /** Of the tasks that were reported as accepted. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  List<Reply> others() {
    return List.copyOf(others);
  }

  void areAllKept(IngressKit.Parts parts) {
    assertThat(ids).doesNotHaveDuplicates();
    ids.forEach(id -> isKept(parts, id));
  }

  /** Kafka has the task, and the database its row. */
  void isKept(IngressKit.Parts parts, String id) {
    await().atMost(Duration.ofSeconds(60)).until(() -> parts.jobs().hasOpen(id));
    try {
      assertThat(parts.rowsOf(id)).isEqualTo(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

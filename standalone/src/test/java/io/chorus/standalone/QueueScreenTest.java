package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.ingress.QueueView;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueScreenTest {
  private static final long NOW_MS = 1_700_000_000_000L;

  @Test
  void everyLineOfAFullScreenFitsATerminalAndSaysWhatMatters() {
    QueueView view =
        new QueueView(
            "chorus.queues",
            NOW_MS / 1_000,
            List.of(new QueueView.Engine("openai", "ok", 312.4, 1_000_000, 640)),
            List.of(new QueueView.Queue("default", "batch", 1_000_000, 640, 7_325)),
            List.of(
                new QueueView.Batch(
                    "default",
                    "nightly",
                    "batch",
                    "active",
                    1_000_000,
                    640,
                    7_325,
                    NOW_MS / 1_000 + 3_200,
                    "openai",
                    NOW_MS / 1_000 + 3_000,
                    true)));

    String screen = QueueScreen.text(view, NOW_MS);

    assertThat(screen.lines()).allMatch(line -> line.length() <= 80);
    assertThat(screen)
        .containsPattern("openai +ok +312\\.4 +1,000,000 +640")
        .containsPattern("batch +default +1,000,000 +640 +2h02m")
        .containsPattern("nightly +batch +at risk +1,000,000 +640 +53m20s +openai");
  }

  @Test
  void whereNothingIsToDoThatIsSaid() {
    QueueView idle =
        new QueueView("chorus.queues", NOW_MS / 1_000, List.of(), List.of(), List.of());

    assertThat(QueueScreen.text(idle, NOW_MS)).contains("Nothing waits");
  }
}

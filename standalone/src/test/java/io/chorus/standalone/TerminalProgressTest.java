package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

  @Test
  void withoutATerminalALineIsToldOnlyWhereSomethingHasCome() {
    StringWriter err = new StringWriter();
    try (TerminalProgress progress = new TerminalProgress(new PrintWriter(err))) {
      progress.submitted(0);
      progress.finished(0);
      progress.submitted(40);
      progress.finished(3);
      progress.finished(20);
      progress.finished(20);
      progress.finished(40);
      progress.finished(40);
    }

    assertThat(err.toString().lines()).containsExactly("  20 of 40 tasks", "  40 of 40 tasks");
  }
}

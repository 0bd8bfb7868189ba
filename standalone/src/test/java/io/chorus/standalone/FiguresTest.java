package io.chorus.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FiguresTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void withoutAFileTheyAreAllThatStandardOutputGets() throws Exception {
    assertThat(execute("--json")).isZero();

    assertThat(Json.read(out.toString().getBytes(UTF_8), JsonNode.class).get("n").asInt())
        .isEqualTo(7);
    assertThat(err.toString()).contains("measuring", "n is 7");
  }

  @Test
  void theyGoToAFileAndPeopleReadStandardOutput() throws Exception {
    Path file = folder.resolve("figures.json");

    assertThat(execute("--json", file.toString())).isZero();

    assertThat(Json.read(Files.readAllBytes(file), JsonNode.class).get("n").asInt()).isEqualTo(7);
    assertThat(out.toString()).contains("measuring", "n is 7").doesNotContain("{");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void unaskedForTheyAreForPeople() {
    assertThat(execute()).isZero();

    assertThat(out.toString()).contains("measuring", "n is 7").doesNotContain("{");
  }

  private int execute(String... arguments) {
    return new CommandLine(new Seven())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @CommandLine.Command
  private static final class Seven implements Callable<Integer> {
    @CommandLine.Mixin Figures figures;

    @Override
    public Integer call() throws Exception {
      figures.screen().println("measuring");
      figures.tell(Map.of("n", 7), "n is 7");
      return 0;
    }
  }
}

package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void aTaskReadsBackAsItWasWritten() throws Exception {
    Task task =
        new Task(
            1,
            "default",
            "t",
            "t",
            "line-1",
            null,
            Lane.BATCH,
            Strategy.BEST_OF,
            "chorus-auto",
            0.5,
            0,
            0,
            0,
            "internal",
            1,
            2,
            "hash",
            Map.of("a", "b"),
            false,
            false,
            Payload.of("{\"messages\":[]}"));

    byte[] json = Json.write(task);

    assertThat(Json.read(json, Task.class)).isEqualTo(task);
    assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"schema_version\":1");
  }

  @Test
  void aPayloadNeverShowsInALog() {
    assertThat(Payload.of("secret prompt").toString()).doesNotContain("secret");
  }

  @Test
  void whatIsNoJsonIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> Json.read("{\"a\": secret}", Map.class))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("not valid JSON")
        .hasMessageNotContaining("secret");
  }

  @Test
  void halfACharacterIsRefusedWhereverItStands() {
    for (int before : new int[] {0, 1_022, 1_023, 1_024, 5_000}) {
      byte[] text = ("{\"a\":\"" + "x".repeat(before) + "???\"}").getBytes(StandardCharsets.UTF_8);
      byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
      System.arraycopy(surrogate, 0, text, text.length - 5, surrogate.length);

      assertThatThrownBy(() -> Json.tree(text))
          .isInstanceOf(MalformedJsonException.class)
          .hasMessageContaining("is not UTF-8");
    }
  }

  @Test
  void wholeCharactersOfEveryLengthAreRead() throws Exception {
    String text = "aé中😀".repeat(3_000);

    assertThat(Json.tree(Json.write(Map.of("a", text))).path("a").asText()).isEqualTo(text);
  }

  @Test
  void tooDeepAndTooLargeAreRefused() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    byte[] large = new byte[Json.MAX_DOCUMENT + 1];

    assertThatThrownBy(() -> Json.read(deep, Object.class))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("too deep");
    assertThatThrownBy(() -> Json.tree(large))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("bytes long");
  }

  @Test
  void nothingIsNoRecord() {
    assertThatThrownBy(() -> Json.read((byte[]) null, Task.class))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("is missing");
    assertThatThrownBy(() -> Json.read("null", Task.class))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("is null");
  }

  @ParameterizedTest
  @ValueSource(classes = {Task.class, Call.class, Answer.class, Event.class})
  void aRecordThatIsNobodysIsRefused(Class<?> type) {
    assertThatThrownBy(() -> Json.read("{}", type))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageStartingWith("is not valid JSON");
  }

  @Test
  void aFieldGivenTwiceIsRefused() {
    assertThatThrownBy(() -> Json.read("{\"a\":1,\"a\":2}", Map.class))
        .isInstanceOf(MalformedJsonException.class);
  }
}

package io.chorus.standalone.dead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {

  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "Tại sao?\n\t{\"a\": \"天 😀\"}";

    assertThat(Plain.text(text)).isEqualTo(text);
    assertThat(Plain.bytes(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void whatWouldSteerATerminalIsWrittenOut() {
    assertThat(Plain.text("a\u001B[2J\r\u202Eb\u009B\u2028\0"))
        .isEqualTo("a\\u001B[2J\\u000D\\u202Eb\\u009B\\u2028\\u0000");
  }

  @Test
  void bytesThatAreNoTextAreWrittenOutOneByOne() {
    assertThat(Plain.bytes(new byte[] {'a', 0, (byte) 0xFF, '\n', (byte) 0xC3}))
        .isEqualTo("a\\u0000\\xFF\n\\xC3");
  }

  @Test
  void aLineIsOneLineAndNoLongerThanItMay() {
    assertThat(Plain.line("a\nb\tc", 10)).isEqualTo("a b c");
    assertThat(Plain.line("😀".repeat(10), 10)).isEqualTo("😀".repeat(10));
    assertThat(Plain.line("😀".repeat(11), 10)).isEqualTo("😀".repeat(9) + "…");
  }
}

package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " two  blanks \r\n\t",
        "Xin chào, bạn",
        "你好，世界",
        "👩‍👩‍👧 👍🏽",
        "שלום\u200F",
        "Å"
      })
  void ordinaryTextStaysAsItIs(String text) {
    assertThat(Sanitizer.clean(text)).isEqualTo(text);
  }

  @Test
  void whatNobodySeesGoes() {
    assertThat(Sanitizer.clean("a\u0000b\u001Bc\u007Fd\u0085e")).isEqualTo("abcde");
    assertThat(Sanitizer.clean("\u202Agpj\u202E.exe\u2066\u2069")).isEqualTo("gpj.exe");
  }

  @Test
  void halvesOfSurrogatesAreReplacedAndNeverJoined() {
    assertThat(Sanitizer.clean("\uD83Dx")).isEqualTo("\uFFFDx");
    assertThat(Sanitizer.clean("\uD83D\u0000\uDC4D")).isEqualTo("\uFFFD\uFFFD");
    assertThat(Sanitizer.clean("\uD83D\uDC4D")).isEqualTo("👍");
  }

  @Test
  void accentsAreComposedEvenAcrossWhatWasRemoved() {
    assertThat(Sanitizer.clean("e\u0301")).isEqualTo("é");
    assertThat(Sanitizer.clean("e\u0000\u0301")).isEqualTo("é");
  }

  @Test
  void cleaningTwiceIsCleaningOnce() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(anyCharacter(random));
      }

      String once = Sanitizer.clean(text.toString());

      assertThat(Sanitizer.clean(once)).isEqualTo(once);
    }
  }

  private static char anyCharacter(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> (char) random.nextInt(0x100);
      case 1 -> (char) (0x2000 + random.nextInt(0x80));
      case 2 -> (char) (0xD800 + random.nextInt(0x800));
      case 3 -> (char) (0x300 + random.nextInt(0x70));
      default -> (char) random.nextInt(0x10000);
    };
  }
}

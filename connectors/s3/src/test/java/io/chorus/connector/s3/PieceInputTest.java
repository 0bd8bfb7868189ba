package io.chorus.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceInputTest {
  private static final int PIECE = 10;

  private final List<Long> asked = new ArrayList<>();
  private int broken;

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  /** Breaks off in the middle as often as told. */
  private InputStream piece(byte[] all, long from, long length) {
    asked.add(from);
    assertThat(length).isBetween(1L, (long) PIECE);
    long given = broken-- > 0 ? length / 2 : length;
    return new ByteArrayInputStream(Arrays.copyOfRange(all, (int) from, (int) (from + given)));
  }

  private InputStream reading(byte[] all) {
    return new PieceInput((from, length) -> piece(all, from, length), all.length, PIECE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 11, 20, 255})
  void allIsReadInPieces(int size) throws Exception {
    byte[] all = bytes(size);

    assertThat(reading(all).readAllBytes()).isEqualTo(all);
    assertThat(asked).hasSize((size + PIECE - 1) / PIECE);
  }

  @Test
  void bytesOneByOneAreTheSame() throws Exception {
    byte[] all = bytes(12);
    InputStream in = reading(all);

    for (byte one : all) {
      assertThat(in.read()).isEqualTo(one & 0xFF);
    }
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[3])).isEqualTo(-1);
  }

  @Test
  void aPieceThatBreaksOffIsAskedForAgain() throws Exception {
    byte[] all = bytes(25);
    broken = 2;

    assertThat(reading(all).readAllBytes()).isEqualTo(all);
    assertThat(asked).containsExactly(0L, 0L, 0L, 10L, 20L);
  }

  @Test
  void whatBreaksOffAgainAndAgainFails() {
    broken = 3;

    assertThatThrownBy(() -> reading(bytes(25)).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessage("a piece broke off");
  }

  @Test
  void whatIsGoneIsNotAskedForAgain() {
    PieceInput in =
        new PieceInput(
            (from, length) -> {
              asked.add(from);
              throw new NoSuchFileException("gone");
            },
            5,
            PIECE);

    assertThatThrownBy(in::read).isInstanceOf(NoSuchFileException.class);
    assertThat(asked).hasSize(1);
  }
}

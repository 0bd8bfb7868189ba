package io.chorus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptsTest {
  @TempDir Path folder;

  @Test
  void aNumberThatCameTwiceIsOneReceivedAndOneRedelivered() throws IOException {
    Receipts receipts = new Receipts(folder, 5);
    write("a", numbers(0, 1, 2));
    write("b", numbers(2, 4));

    Receipts.Count count = receipts.count();

    assertThat(count.distinct()).isEqualTo(4);
    assertThat(count.redelivered()).isEqualTo(1);
  }

  @Test
  void filesAreReadOnFromWhereTheyEnded() throws IOException {
    Receipts receipts = new Receipts(folder, 5);
    write("a", numbers(0, 1));
    receipts.count();
    write("a", numbers(3));

    assertThat(receipts.count()).isEqualTo(new Receipts.Count(3, 3));
  }

  @Test
  void aNumberThatWasCutInTwoCountsOnceItIsWhole() throws IOException {
    Receipts receipts = new Receipts(folder, 5);
    byte[] number = numbers(3);
    write("a", Arrays.copyOf(number, 5));
    assertThat(receipts.count().distinct()).isZero();

    write("a", Arrays.copyOfRange(number, 5, 8));

    assertThat(receipts.count().distinct()).isEqualTo(1);
  }

  @Test
  void aNumberThatNobodySentIsAnError() throws IOException {
    Receipts receipts = new Receipts(folder, 5);
    write("a", numbers(5));

    assertThatThrownBy(receipts::count).hasMessageContaining("number 5");
  }

  private static byte[] numbers(long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
    for (long number : numbers) {
      bytes.putLong(number);
    }
    return bytes.array();
  }

  private void write(String file, byte[] bytes) throws IOException {
    Files.write(folder.resolve(file), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}

package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchLinesTest {

  @ParameterizedTest(name = "{0} -> {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      hello                                 | ``        | is not valid JSON | one JSON object
      []                                    | ``        | is a list         | one JSON object
      {'method':'POST'}                     | custom_id | is missing        | a text of 1 to 256 characters
      {'custom_id':7}                       | custom_id | is an integer     | a text of 1 to 256 characters
      {'custom_id':' \\u0000'}              | custom_id | is blank          | a text of 1 to 256 characters
      {'custom_id':'a','method':'GET'}      | method    | is not supported  | POST
      {'custom_id':'a'}                     | method    | is missing        | POST
      {'custom_id':'a','url':'/v1/images'}  | url       | is not supported  | /v1/chat/completions
      {'custom_id':'a','url':null}          | url       | is null           | /v1/chat/completions
      {'custom_id':'a'}                     | body      | is missing        | an object
      {'custom_id':'a','body':[]}           | body      | is a list         | an object
      """)
  void whatIsWrongWithALineIsSaidPrecisely(String line, String field, String reason, String allowed)
      throws Exception {
    BatchLine read = read(json(line), 1_000).get(0);

    assertThat(read.body()).isNull();
    assertThat(read.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.field()).isEqualTo(field);
              assertThat(problem.reason()).startsWith(reason);
              assertThat(problem.allowed()).isEqualTo(allowed);
            });
  }

  @Test
  void aTooLongCustomIdIsRefused() throws Exception {
    BatchLine line = read(good("x".repeat(257)), 1_000).get(0);

    assertThat(line.customId()).isNull();
    assertThat(line.problems().get(0).reason()).isEqualTo("is longer than 256 characters");
  }

  @Test
  void goodLinesAreReadAroundBadOnesAndKeepTheirNumbers() throws Exception {
    String file =
        "\uFEFF" + good("a") + "\r\n\n" + "x".repeat(300_000) + "\n" + good("b\\u202e") + "\n[]";

    List<BatchLine> lines = read(file, 100_000);

    assertThat(lines).extracting(BatchLine::number).containsExactly(1L, 3L, 4L, 5L);
    assertThat(lines).extracting(BatchLine::customId).containsExactly("a", null, "b", null);
    assertThat(lines.get(0).body().path("prompt").asText()).isEqualTo("Hello");
    assertThat(lines.get(1).problems().get(0).reason()).isEqualTo("is longer than 100000 bytes");
    assertThat(lines.get(3).problems().get(0).reason()).isEqualTo("is a list");
  }

  @Test
  void aLineOfExactlyTheLimitIsRead() throws Exception {
    String line = good("a");

    assertThat(read(line + "\n" + line, line.length()).get(0).problems()).isEmpty();
    assertThat(read(line, line.length() - 1).get(0).problems()).hasSize(1);
  }

  @Test
  void theSecondOfTwoEqualCustomIdsIsRefusedAndNamed() throws Exception {
    List<BatchLine> lines = read(good("a") + "\n" + good("b") + "\n" + good("a\\u0000"), 1_000);

    assertThat(lines.get(0).problems()).isEmpty();
    assertThat(lines.get(1).problems()).isEmpty();
    assertThat(lines.get(2).customId()).isEqualTo("a");
    assertThat(lines.get(2).problems().get(0).reason()).isEqualTo("is that of an earlier line");
  }

  @Test
  void aBrokenLineDoesNotTakeTheNameOfAGoodOne() throws Exception {
    List<BatchLine> lines = read(json("{'custom_id':'a'}") + "\n" + good("a"), 1_000);

    assertThat(lines.get(1).problems()).isEmpty();
  }

  @Test
  void aLineThatWasNotAcceptedForItsBodyDoesNotTakeTheNameEither() throws Exception {
    byte[] file =
        (good("a") + "\n" + good("a") + "\n" + good("a")).getBytes(StandardCharsets.UTF_8);
    BatchLines lines = new BatchLines(new ByteArrayInputStream(file));
    BatchLine refusedByItsReader = lines.next().orElseThrow();

    BatchLine second = lines.next().orElseThrow();
    lines.accept(second);
    BatchLine third = lines.next().orElseThrow();

    assertThat(refusedByItsReader.problems()).isEmpty();
    assertThat(second.problems()).isEmpty();
    assertThat(third.problems()).hasSize(1);
  }

  @Test
  void anEmptyFileHasNoLines() throws Exception {
    assertThat(read("", 1_000)).isEmpty();
    assertThat(read("\n \n", 1_000)).isEmpty();
  }

  @Test
  void aStreamThatComesByteByByteIsReadTheSame() throws Exception {
    List<InputStream> bytes = new ArrayList<>();
    for (byte b : (good("a") + "\n" + good("b")).getBytes(StandardCharsets.UTF_8)) {
      bytes.add(new ByteArrayInputStream(new byte[] {b}));
    }

    InputStream drip = new SequenceInputStream(Collections.enumeration(bytes));

    assertThat(read(new BatchLines(drip)))
        .extracting(BatchLine::customId)
        .containsExactly("a", "b");
  }

  private static List<BatchLine> read(String file, int maxLineBytes) throws IOException {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    return read(new BatchLines(new ByteArrayInputStream(bytes), maxLineBytes));
  }

  private static List<BatchLine> read(BatchLines lines) throws IOException {
    List<BatchLine> read = new ArrayList<>();
    for (Optional<BatchLine> line = lines.next(); line.isPresent(); line = lines.next()) {
      read.add(line.get());
      if (line.get().problems().isEmpty()) {
        lines.accept(line.get());
      }
    }
    return read;
  }

  private static String good(String customId) {
    return json(
        "{'custom_id':'"
            + customId
            + "','method':'POST','url':'/v1/chat/completions','body':{'prompt':'Hello'}}");
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}

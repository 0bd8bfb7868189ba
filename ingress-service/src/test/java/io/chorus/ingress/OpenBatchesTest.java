package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.Batch;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.TaskValidator;
import io.chorus.ingress.store.FileStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenBatchesTest {
  private static final String LINE =
      "{\"custom_id\":\"line-%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
          + "\"body\":{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}\n";

  private final List<String> opened = new ArrayList<>();
  private OpenBatches batches;

  /** Ten lines under every name; the fifth is no task. */
  private final class TenLines implements FileStore {
    @Override
    public InputStream open(String tenant, String fileId) {
      opened.add(fileId);
      String text =
          IntStream.rangeClosed(1, 10)
              .mapToObj(i -> i == 5 ? "none\n" : LINE.formatted(i))
              .collect(Collectors.joining());
      return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Override
    public Path spool() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void take(String tenant, String fileId, Path spooled) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String tenant, String fileId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void begin() throws Exception {
    EngineCatalog catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));
    batches = new OpenBatches(new TenLines(), new TaskValidator(catalog));
  }

  private static Batch batch(String name, int fed) {
    return Batch.begun(
            "acme", name, "file-" + name, Map.of(), 1_772_690_400_000L, 1_772_776_800_000L)
        .ofLines(10)
        .fed(fed, 0);
  }

  /** Reads lines of a batch, and keeps the others for later. */
  private void read(String name, int fed, int more) throws Exception {
    JudgedLines lines = batches.rest(batch(name, fed));
    for (int i = 0; i < more; i++) {
      assertThat(lines.next()).isPresent();
    }
    batches.keep(batch(name, fed + more), lines);
  }

  private String nextOf(String name, int fed) throws Exception {
    return batches.rest(batch(name, fed)).next().orElseThrow().customId();
  }

  @Test
  void aBatchThatIsFedStepByStepIsReadOnce() throws Exception {
    read("a", 0, 3);
    read("a", 3, 4);

    JudgedLines rest = batches.rest(batch("a", 7));

    assertThat(rest.next().orElseThrow().customId()).isEqualTo("line-8");
    assertThat(rest.read()).isEqualTo(8);
    assertThat(rest.rejected()).isEqualTo(1);
    assertThat(opened).containsExactly("file-a");
  }

  @Test
  void whatAnotherReplicaHasFedIsPassedOver() throws Exception {
    read("a", 0, 3);

    assertThat(nextOf("a", 8)).isEqualTo("line-9");
    assertThat(opened).hasSize(1);
  }

  @Test
  void whatIsNotKnownToBeFedIsReadAgain() throws Exception {
    read("a", 0, 8);

    assertThat(nextOf("a", 3)).isEqualTo("line-4");
    assertThat(opened).hasSize(2);
  }

  @Test
  void onlyAFewStayOpen() throws Exception {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      read(name, 0, 1);
    }

    assertThat(nextOf("e", 1)).isEqualTo("line-2");
    assertThat(opened).hasSize(5);
    assertThat(nextOf("a", 1)).isEqualTo("line-2");
    assertThat(opened).hasSize(6);
  }
}

package io.chorus.jobs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs whose password is wrong; that the right one lets them in is seen by all other tests. */
@ExtendWith(SystemKit.class)
class KafkaLogInIT {
  @TempDir private Path dir;

  /** A job's main. */
  interface Main {
    void run(String[] args) throws Exception;
  }

  static Stream<Main> mains() {
    return Stream.of(TaskJob::main, EngineJob::main, AnalyticsJob::main);
  }

  @ParameterizedTest
  @MethodSource("mains")
  void aJobThatKafkaDoesNotLetInDoesNotStart(Main main, World world) throws Exception {
    Path wrong = Files.writeString(dir.resolve("password"), "not-the-password");
    String yaml =
        JobsConfigTest.GOOD
            .replace("kafka:9094", world.kafka().guard().bootstrapServers())
            .replace("SCRAM-SHA-256", "SCRAM-SHA-512")
            .replace("env:KAFKA_PASSWORD", "file:" + wrong);
    Path config = Files.writeString(dir.resolve("jobs.yaml"), yaml);

    assertThatThrownBy(() -> main.run(new String[] {config.toString()}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Kafka at 127.0.0.1:")
        .hasMessageContaining("does not let 'chorus' in")
        .hasMessageNotContaining("not-the-password");
  }
}

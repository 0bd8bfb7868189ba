package io.chorus.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.kafka.KafkaEndpoint;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SecretRef;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be seen of the jobs without running them. */
class TopologyTest {
  private static final SecretRef SECRET = new SecretRef("env:NOT_RESOLVED_HERE");

  static Stream<BiConsumer<StreamExecutionEnvironment, JobsConfig>> jobs() {
    return Stream.of(TaskJob::build, EngineJob::build, AnalyticsJob::build);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void noSinkHasAnythingToCommit(BiConsumer<StreamExecutionEnvironment, JobsConfig> build)
      throws Exception {
    assertThat(operators(build)).isNotEmpty().noneMatch(name -> name.contains("Committer"));
  }

  @Test
  void theEngineJobHasTwoChainsForEachEngine() throws Exception {
    assertThat(operators(EngineJob::build))
        .contains("ask-openai-priority", "ask-openai-bulk", "ask-qwen-priority", "ask-qwen-bulk");
  }

  private static Stream<String> operators(BiConsumer<StreamExecutionEnvironment, JobsConfig> build)
      throws Exception {
    JobsConfig config =
        new JobsConfig(
            new KafkaEndpoint("127.0.0.1:1"),
            new PostgresConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", SECRET),
            new JobsConfig.RabbitMq("127.0.0.1", 1, "/", "nobody", SECRET),
            EngineCatalog.load(Path.of("../flink-conf/engines.yaml")),
            Policy.DEFAULT,
            URI.create("file:///tmp/none"),
            1,
            1_000);
    StreamExecutionEnvironment env = StrictFlink.environment(config.checkpoints(), 1);
    build.accept(env, config);
    return env.getStreamGraph().getStreamNodes().stream().map(StreamNode::getOperatorName);
  }
}

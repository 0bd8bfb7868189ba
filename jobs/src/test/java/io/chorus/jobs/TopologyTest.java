package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SecretRef;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  /** Graphs are kept beside checkpoints, and travel to every machine. */
  @ParameterizedTest
  @MethodSource("jobs")
  void noJobGraphHoldsAPassword(
      BiConsumer<StreamExecutionEnvironment, JobsConfig> build, @TempDir Path dir)
      throws Exception {
    Path file = Files.writeString(dir.resolve("kafka-password"), "kafka-knows-it");
    KafkaConfig.Sasl sasl =
        new KafkaConfig.Sasl(null, "chorus", new SecretRef("file:" + file.toAbsolutePath()));
    KafkaConfig kafka = new KafkaConfig("127.0.0.1:1", SecurityProtocol.SASL_PLAINTEXT, sasl, null);

    JobGraph graph = graph(build, kafka).getJobGraph();
    String bytes = new String(InstantiationUtil.serializeObject(graph), ISO_8859_1);

    assertThat(bytes).contains("file:" + file).doesNotContain("kafka-knows-it");
  }

  private static Stream<String> operators(BiConsumer<StreamExecutionEnvironment, JobsConfig> build)
      throws Exception {
    return graph(build, KafkaConfig.open("127.0.0.1:1")).getStreamNodes().stream()
        .map(StreamNode::getOperatorName);
  }

  private static StreamGraph graph(
      BiConsumer<StreamExecutionEnvironment, JobsConfig> build, KafkaConfig kafka)
      throws Exception {
    JobsConfig config =
        new JobsConfig(
            kafka,
            new PostgresConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", SECRET),
            new JobsConfig.RabbitMq("127.0.0.1", 1, "/", "nobody", SECRET),
            new RedisConfig("127.0.0.1", 1, SECRET),
            EngineCatalog.load(Path.of("../flink-conf/engines.yaml")),
            Policy.DEFAULT,
            URI.create("file:///tmp/none"),
            1,
            1_000);
    StreamExecutionEnvironment env = StrictFlink.environment(config.checkpoints(), 1);
    build.accept(env, config);
    return env.getStreamGraph();
  }
}

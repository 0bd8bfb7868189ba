package io.chorus.standalone.bench;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.standalone.flink.CheckpointFigures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** The system that is measured. */
public interface BenchTarget {
  KafkaConfig kafka();

  /** Of the emulator's OpenAI chat endpoint. */
  String chatUrl();

  /** What OpenAI clients call the base URL. */
  URI baseUrl();

  /** Of the tenant {@code default}. */
  String apiKey();

  /** Sets how the emulated engines behave from now on, as JSON. */
  void emulate(String settings) throws IOException;

  /** Sets how long each emulated engine takes. */
  default void engineLatencyMs(int latencyMs) throws IOException {
    emulate("{\"latency_ms\":" + latencyMs + "}");
  }

  /** Sets how long the emulated engines take, each call differently, as real engines do. */
  default void engineLatencyMs(int medianMs, int p99Ms) throws IOException {
    emulate("{\"latency_ms\":{\"median_ms\":%d,\"p99_ms\":%d}}".formatted(medianMs, p99Ms));
  }

  /** CPU seconds so far, by process. */
  Map<String, Double> cpuSeconds();

  /** What the engines have billed. */
  Path journal();

  /** Makes the topics of a tenant. */
  void addTenant(String tenant);

  /**
   * POSTs to the API.
   *
   * @param path under the base URL, for example {@code /queues/pause}
   * @param body JSON, or empty
   */
  void post(String path, String body) throws IOException;

  /** Of the job that owns tasks. */
  CheckpointFigures checkpoints();

  /** Ends the job that owns tasks, with a last checkpoint. */
  void stopTaskJob();

  /** Starts it again from there. */
  void startTaskJob();
}

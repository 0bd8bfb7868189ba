package io.chorus.standalone;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.EngineSpec;
import io.chorus.jobs.TaskJob;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.flink.CheckpointFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

/** A standalone system as the bench sees it. */
record Benched(Standalone system) implements BenchTarget {

  @Override
  public KafkaConfig kafka() {
    return system.config().kafka();
  }

  @Override
  public String chatUrl() {
    EngineSpec first = system.config().catalog().engines().values().iterator().next();
    return first.baseUrl() + "/chat/completions";
  }

  @Override
  public URI baseUrl() {
    return URI.create(info().baseUrl());
  }

  @Override
  public String apiKey() {
    return info().apiKey();
  }

  private SystemInfo info() {
    try {
      return system.info();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void emulate(String settings) throws IOException {
    system.emulator().settings(settings);
  }

  @Override
  public Map<String, Double> cpuSeconds() {
    return system.cpuSeconds();
  }

  @Override
  public Path journal() {
    return system.data().journal();
  }

  @Override
  public void addTenant(String tenant) {
    system.addTenant(tenant);
  }

  @Override
  public void post(String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl() + path))
            .header("Authorization", "Bearer " + apiKey())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> reply =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (reply.statusCode() >= 300) {
        throw new IOException("POST " + path + " was refused: " + reply.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public CheckpointFigures checkpoints() {
    return system.flink().checkpointsOf(TaskJob.NAME);
  }

  @Override
  public void stopTaskJob() {
    system.flink().stop(TaskJob.NAME);
  }

  @Override
  public void startTaskJob() {
    system.flink().submit(TaskJob.NAME, system.config(), TaskJob::build);
  }
}

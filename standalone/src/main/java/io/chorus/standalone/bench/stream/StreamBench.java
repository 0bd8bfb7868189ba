package io.chorus.standalone.bench.stream;

import io.chorus.contracts.AskId;
import io.chorus.standalone.batch.Journal;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.Quantiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Streams, some at a time, of an engine that begins after a known time. Used once. */
public final class StreamBench {
  private static final int WARM_UP = 200;
  private static final int STREAMS = 500;
  private static final int AT_A_TIME = 4;
  private static final long BEGINS_AFTER_MS = 500;

  /** So fast that there are one or two milliseconds from the first event to the first word. */
  private static final String ENGINE =
      "{\"latency_ms\":%d,\"engines\":{\"openai\":{\"tokens_per_second\":2000}}}";

  private static final String BODY =
      """
      {"model": "chorus-auto", "strategy": "single", "stream": true, "lane": "priority",
       "messages": [{"role": "user", "content": "Tell me of river %d."}]}
      """;

  private final BenchTarget target;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public StreamBench(BenchTarget target) {
    this.target = target;
  }

  /** Returns when all is measured. */
  public StreamReport run() throws Exception {
    target.emulate(ENGINE.formatted(BEGINS_AFTER_MS));
    streams(WARM_UP);
    List<Told> told = streams(STREAMS);
    Map<String, Long> begun = begun();
    List<Double> added =
        told.stream().map(one -> (double) (one.firstMs() - begun.get(one.taskId()))).toList();
    return new StreamReport(
        Quantiles.of(added, 0.5),
        Quantiles.of(added, 0.99),
        added.size(),
        (int) told.stream().filter(one -> one.words() == 1).count());
  }

  /**
   * What a client was told.
   *
   * @param firstMs Unix milliseconds of the first word
   * @param words events that held text
   */
  private record Told(String taskId, long firstMs, int words) {}

  private List<Told> streams(int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<Told>> all = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        String body = BODY.formatted(number);
        all.add(threads.submit(() -> stream(body)));
      }
      List<Told> told = new ArrayList<>();
      for (Future<Told> one : all) {
        told.add(one.get());
      }
      return told;
    } finally {
      threads.shutdownNow();
    }
  }

  private Told stream(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target.baseUrl() + "/chat/completions"))
            .header("Authorization", "Bearer " + target.apiKey())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    String taskId = response.headers().firstValue("x-chorus-task-id").orElseThrow();
    long firstMs = 0;
    int words = 0;
    try (Stream<String> lines = response.body()) {
      for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
        if (all.next().matches("data: .*\"delta\":\\{\"content\":\"[^\"].*")) {
          firstMs = words == 0 ? System.currentTimeMillis() : firstMs;
          words++;
        }
      }
    }
    if (words == 0) {
      throw new IOException("the stream of task " + taskId + " told nothing");
    }
    return new Told(taskId, firstMs, words);
  }

  /** When the engine began to answer, by task; a task that was asked twice is none of them. */
  private Map<String, Long> begun() throws IOException {
    Map<String, Long> begun = new HashMap<>();
    List<String> twice = new ArrayList<>();
    new Journal(target.journal())
        .forEach(
            line -> {
              AskId ask = Journal.ask(line);
              if (ask != null && begun.put(ask.taskId(), line.atMs() + BEGINS_AFTER_MS) != null) {
                twice.add(ask.taskId());
              }
            });
    if (!twice.isEmpty()) {
      throw new IOException("asked twice: " + Collections.min(twice));
    }
    return begun;
  }
}

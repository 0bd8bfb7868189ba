package io.chorus.standalone.bench.door;

import io.chorus.contracts.Lane;
import io.chorus.contracts.Tenants;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Backlog;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.Evenly;
import io.chorus.standalone.bench.Quantiles;
import io.chorus.standalone.bench.ResultCounter;
import io.chorus.standalone.bench.TaskProducer;
import io.chorus.standalone.bench.TaskProducer.Wish;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends tasks by HTTP: evenly while the jobs run, then as fast as they are taken. Used once. */
public final class DoorBench {
  private static final String BODY = "{\"prompt\":\"Name a river of Asia.\",\"lane\":\"standard\"}";
  private static final Wish WISH = new Wish(Tenants.DEFAULT, Lane.STANDARD, null);
  private static final int PER_SECOND = 300;

  /** As many through Kafka as the jobs' code needs to be compiled. */
  private static final int JOBS_WARM_UP = 60_000;

  private static final int UNFINISHED = 2_000;

  /**
   * Code that runs this seldom is compiled late; until then the compiler takes a quarter of the
   * CPU.
   */
  private static final int WARM_UP = 150 * PER_SECOND;

  private static final int REQUESTS = 60 * PER_SECOND;
  private static final int CONNECTIONS = 64;
  private static final int WARM_UP_S = 10;
  private static final int FLOOD_S = 30;

  private final BenchTarget target;
  private final URI url;

  /** Answers are taken on the thread that reads them: the turns of a pool would be measured too. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();

  private final HttpRequest request;

  public DoorBench(BenchTarget target) {
    this.target = target;
    this.url = URI.create(target.baseUrl() + "/tasks");
    this.request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + target.apiKey())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(BODY))
            .build();
  }

  /** Returns when all is measured; leaves what waits. */
  public DoorReport run() throws IOException, InterruptedException {
    List<Double> evenly;
    try (TaskProducer producer = new TaskProducer(target.kafka());
        ResultCounter results = new ResultCounter(target.kafka(), List.of(Tenants.DEFAULT));
        Backlog backlog = new Backlog(producer, results, number -> WISH)) {
      backlog.keep(UNFINISHED);
      Await.until("warm", () -> results.count() >= JOBS_WARM_UP);
      backlog.stop();
      target.engineLatencyMs(400, 1_200);
      evenly(WARM_UP);
      evenly = evenly(REQUESTS);
      Await.until("all ended", () -> results.count() >= backlog.sent() + WARM_UP + REQUESTS);
    }
    target.stopTaskJob();
    flood(WARM_UP_S);
    double rate = flood(FLOOD_S);
    return new DoorReport(
        rate, Quantiles.of(evenly, 0.99), Quantiles.of(evenly, 0.5), evenly.size());
  }

  private double flood(int seconds) throws IOException, InterruptedException {
    return Wrk.post(url, target.apiKey(), BODY, CONNECTIONS, seconds);
  }

  /** Milliseconds of each request, from when it was its turn. */
  private List<Double> evenly(int count) throws InterruptedException {
    Queue<Double> ms = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> open = new ArrayList<>();
    Evenly.run(
        count,
        PER_SECOND,
        () -> {
          long begunAt = System.nanoTime();
          open.add(
              http.sendAsync(request, BodyHandlers.ofString())
                  .thenAccept(
                      reply -> {
                        if (reply.statusCode() != 202) {
                          throw new IllegalStateException("refused: " + reply.body());
                        }
                        ms.add((System.nanoTime() - begunAt) / 1e6);
                      }));
        });
    open.forEach(CompletableFuture::join);
    return List.copyOf(ms);
  }
}

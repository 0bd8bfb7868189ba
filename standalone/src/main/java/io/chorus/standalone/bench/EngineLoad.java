package io.chorus.standalone.bench;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Lane;
import io.chorus.standalone.bench.TaskProducer.Wish;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Work for each engine that no other engine may do, of a tenant for each, and a note of every call
 * that was sent. Thread-safe.
 */
public final class EngineLoad implements AutoCloseable {
  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final TaskProducer producer;
  private final AnswerTail answers;
  private final PrintWriter out;

  /** One call that was sent and came back. Times are Unix milliseconds. */
  public record Sent(String engine, long atMs, long backMs, boolean answered) {}

  /**
   * Unix milliseconds.
   *
   * @param toMs the first moment that is no more in it
   */
  public record Span(long fromMs, long toMs) {
    public boolean has(long atMs) {
      return fromMs <= atMs && atMs < toMs;
    }

    private double seconds() {
      return (toMs - fromMs) / 1e3;
    }
  }

  private record Feed(Backlog backlog, ResultCounter results) {
    boolean isDone() {
      return results.count() == backlog.sent();
    }

    void close() {
      backlog.close();
      results.close();
    }
  }

  /**
   * Sends nothing yet.
   *
   * @param models of each engine, as {@code engine/model}
   */
  public EngineLoad(BenchTarget target, Map<String, String> models, PrintWriter out) {
    this.out = out;
    models.keySet().forEach(engine -> target.addTenant(tenant(engine)));
    producer = new TaskProducer(target.kafka());
    answers = new AnswerTail(target.kafka(), this::heard);
    answers.begin();
    models.forEach((engine, model) -> feeds.put(engine, feed(target, engine, model)));
  }

  private Feed feed(BenchTarget target, String engine, String model) {
    ResultCounter results = new ResultCounter(target.kafka(), List.of(tenant(engine)));
    return new Feed(
        new Backlog(producer, results, number -> new Wish(tenant(engine), Lane.BATCH, null, model)),
        results);
  }

  private static String tenant(String engine) {
    return "for-" + engine;
  }

  private void heard(Answer answer) {
    if (answer.sentAtMs() > 0 && !answer.replayed()) {
      sent.add(
          new Sent(answer.engine(), answer.sentAtMs(), answer.receivedAtMs(), answer.answered()));
    }
  }

  /** From now on so many tasks for an engine are unfinished; fewer only as they end. */
  public void keep(String engine, long unfinished) {
    feeds.get(engine).backlog().keep(unfinished);
  }

  /** Waits for so long, and says for what. */
  public Span watched(String what, long ms) throws InterruptedException {
    out.printf(Locale.ROOT, "  %s, for %,d s%n", what, ms / 1_000);
    out.flush();
    long from = System.currentTimeMillis();
    Thread.sleep(ms);
    return new Span(from, System.currentTimeMillis());
  }

  /** True where all that was sent has ended. */
  public boolean isDone() {
    return feeds.values().stream().allMatch(Feed::isDone);
  }

  /** Tasks that have ended. */
  public long ended() {
    return feeds.values().stream().mapToLong(feed -> feed.results().count()).sum();
  }

  /** Of those, tasks that have not succeeded. */
  public long notSucceeded() {
    return feeds.values().stream().mapToLong(feed -> feed.results().notSucceeded()).sum();
  }

  /** Calls to one engine that are back. */
  public List<Sent> sentTo(String engine) {
    return sent.stream().filter(call -> call.engine().equals(engine)).toList();
  }

  /** Answered calls. */
  public double perSecond(String engine, Span span) {
    return sentTo(engine).stream().filter(s -> s.answered() && span.has(s.backMs())).count()
        / span.seconds();
  }

  /**
   * Of the engines but one, the least rate in one span over the engine's own in another.
   *
   * @throws IllegalStateException where an engine answered nothing before
   */
  public double leastShare(Span before, Span during, String but) {
    return feeds.keySet().stream()
        .filter(engine -> !engine.equals(but))
        .mapToDouble(engine -> perSecond(engine, during) / some(engine, before))
        .min()
        .orElseThrow();
  }

  private double some(String engine, Span before) {
    Feed feed = feeds.get(engine);
    double rate = perSecond(engine, before);
    if (rate == 0) {
      throw new IllegalStateException(
          "nothing to compare with: %s answered no call while all worked (%d tasks sent, %d ended)"
              .formatted(engine, feed.backlog().sent(), feed.results().count()));
    }
    return rate;
  }

  @Override
  public void close() {
    feeds.values().forEach(Feed::close);
    answers.close();
    producer.close();
  }
}

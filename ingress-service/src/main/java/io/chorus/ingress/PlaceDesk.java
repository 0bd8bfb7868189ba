package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Whereabouts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the jobs where a task's calls are, and waits for what they say, though not for long: a
 * look-up must not hang on jobs that are away. Thread-safe.
 */
final class PlaceDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlaceDesk.class);
  private static final long PATIENCE_MS = 500;

  /** Beyond these, tasks are shown without their places: looking on must not become the work. */
  private static final int MOST_AT_ONCE = 200;

  private final Map<String, Question> open = new ConcurrentHashMap<>();
  private final Acceptance acceptance;
  private final Clock clock;
  private TopicTail tail;

  private PlaceDesk(Acceptance acceptance, Clock clock) {
    this.acceptance = acceptance;
    this.clock = clock;
  }

  /**
   * @throws RuntimeException where Kafka can't be reached or doesn't have the topic
   */
  static PlaceDesk follow(KafkaConfig kafka, Acceptance acceptance, Clock clock) {
    PlaceDesk places = new PlaceDesk(acceptance, clock);
    places.tail = TopicTail.start(kafka, Topics.WHEREABOUTS, places::heard);
    return places;
  }

  /** Where the calls of an open task are; empty where nobody says so in time. */
  Future<List<Whereabouts>> of(Vertx vertx, String tenant, String taskId) {
    if (open.size() >= MOST_AT_ONCE) {
      return Future.succeededFuture(List.of());
    }
    String id = UUID.randomUUID().toString();
    Question question = new Question();
    open.put(id, question);
    var unused =
        acceptance
            .ask(Inquiry.of(tenant, id, taskId, clock.millis()))
            .whenComplete((asked, failure) -> question.unlessAsked(failure));
    return Future.fromCompletionStage(
        question
            .answers
            .completeOnTimeout(List.of(), PATIENCE_MS, TimeUnit.MILLISECONDS)
            .whenComplete((answers, failure) -> open.remove(id)),
        vertx.getOrCreateContext());
  }

  private void heard(String taskId, byte[] value) {
    try {
      Whereabouts place = Json.read(value, Whereabouts.class);
      Question question = open.get(place.inquiry());
      if (question != null) {
        question.heard(place);
      }
    } catch (MalformedJsonException e) {
      LOG.warn("left out what can't be read of {}: {}", taskId, e.getMessage());
    }
  }

  @Override
  public void close() {
    tail.close();
  }

  /** Answers come on the tail's thread alone. */
  private static final class Question {
    private final List<Whereabouts> heard = new ArrayList<>();
    private final CompletableFuture<List<Whereabouts>> answers = new CompletableFuture<>();

    void heard(Whereabouts place) {
      heard.add(place);
      if (heard.size() >= place.of()) {
        answers.complete(List.copyOf(heard));
      }
    }

    void unlessAsked(Throwable failure) {
      if (failure != null) {
        answers.complete(List.of());
      }
    }
  }
}

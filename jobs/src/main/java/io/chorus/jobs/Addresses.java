package io.chorus.jobs;

import io.chorus.connector.kafka.Address;
import io.chorus.contracts.Answer;
import io.chorus.contracts.CloudEvent;
import io.chorus.contracts.Event;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Result;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Whereabouts;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** Which topic each record goes to, under which key, and with which headers. */
final class Addresses {

  private Addresses() {}

  private static Map<String, String> event(String id, String what, long atMs) {
    String type = CloudEvent.TASK + "." + what.toLowerCase(Locale.ROOT);
    return new CloudEvent(id, type, Instant.ofEpochMilli(atMs)).headers();
  }

  /** Results go to the topic of their tenant, with the stored bytes. */
  static final class OfResult implements Address<Committed> {
    @Override
    public String topic(Committed committed) {
      return Topics.results(committed.result().tenant());
    }

    @Override
    public String key(Committed committed) {
      return committed.result().taskId();
    }

    @Override
    public byte[] value(Committed committed) {
      return committed.json();
    }

    @Override
    public Map<String, String> headers(Committed committed) {
      Result result = committed.result();
      return event(result.taskId(), result.state().name(), result.finishedAtMs());
    }
  }

  /** Answers stay in order for their task. */
  static final class OfAnswer implements Address<Answer> {
    @Override
    public String topic(Answer answer) {
      return Topics.ANSWERS;
    }

    @Override
    public String key(Answer answer) {
      return answer.taskId();
    }
  }

  /** Events stay in order for their task. */
  static final class OfEvent implements Address<Event> {
    @Override
    public String topic(Event event) {
      return Topics.EVENTS;
    }

    @Override
    public String key(Event event) {
      return event.taskId();
    }
  }

  /** Of guidance the newest of each key counts. */
  static final class OfGuidance implements Address<Guidance> {
    @Override
    public String topic(Guidance guidance) {
      return Topics.GUIDANCE;
    }

    @Override
    public String key(Guidance guidance) {
      return guidance.key();
    }
  }

  /** The last report of each engine is kept. */
  static final class OfQueueReport implements Address<QueueReport> {
    @Override
    public String topic(QueueReport report) {
      return Topics.QUEUES;
    }

    @Override
    public String key(QueueReport report) {
      return report.engine();
    }
  }

  /** Answers to those who ask after a task. */
  static final class OfWhereabouts implements Address<Whereabouts> {
    @Override
    public String topic(Whereabouts place) {
      return Topics.WHEREABOUTS;
    }

    @Override
    public String key(Whereabouts place) {
      return place.taskId();
    }
  }

  /** What its producer is told of a rejected record; those of one place stay together. */
  static final class OfLetter implements Address<Letter> {
    @Override
    public String topic(Letter letter) {
      return Topics.DEAD_LETTERS;
    }

    @Override
    public String key(Letter letter) {
      return letter.source();
    }

    @Override
    public byte[] value(Letter letter) {
      return Json.write(letter.forProducer());
    }

    @Override
    public Map<String, String> headers(Letter letter) {
      return event(letter.letterId(), letter.kind().name(), letter.atMs());
    }
  }
}

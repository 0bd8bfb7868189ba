package io.chorus.jobs;

import io.chorus.connector.kafka.Address;
import io.chorus.contracts.Answer;
import io.chorus.contracts.DeadLetter;
import io.chorus.contracts.Event;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Topics;

/** Which topic each record goes to, and under which key. */
final class Addresses {

  private Addresses() {}

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

  /** Dead letters of one place stay together. */
  static final class OfDeadLetter implements Address<DeadLetter> {
    @Override
    public String topic(DeadLetter letter) {
      return Topics.DEAD_LETTERS;
    }

    @Override
    public String key(DeadLetter letter) {
      return letter.source();
    }
  }
}

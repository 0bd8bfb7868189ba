package io.chorus.standalone.bench;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Topics;
import java.util.List;
import java.util.function.Consumer;

/** Tells every answer that comes once it exists, on a thread of its own. */
public final class AnswerTail implements AutoCloseable {
  private final TopicTail tail;
  private final Consumer<Answer> listener;

  public AnswerTail(KafkaConfig kafka, Consumer<Answer> listener) {
    this.listener = listener;
    this.tail = new TopicTail("bench-answers", kafka, List.of(Topics.ANSWERS), this::tell);
  }

  /** From now on the listener is told. */
  public void begin() {
    tail.begin();
  }

  private void tell(byte[] value) {
    try {
      listener.accept(Json.read(value, Answer.class));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an answer that can't be read", e);
    }
  }

  /**
   * @throws IllegalStateException where the listener was not told all
   */
  @Override
  public void close() {
    tail.close();
    tail.check();
  }
}

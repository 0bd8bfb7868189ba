package io.chorus.jobs;

import io.chorus.connector.rabbitmq.IncomingMessage;
import io.chorus.connector.rabbitmq.RabbitMQDeserializationSchema;
import io.chorus.contracts.Call;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Letters;
import io.chorus.contracts.MalformedJsonException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/**
 * The letters of messages that no engine job could read. None of them ends a task: its call is sent
 * again for as long as the task is open, since the scheduler looks for what hasn't come back.
 */
final class DeadCalls implements RabbitMQDeserializationSchema<Letter> {
  private static final String DEATHS = "x-death";

  @Override
  public void deserialize(IncomingMessage message, Collector<Letter> out) {
    out.collect(letter(message, System.currentTimeMillis()));
  }

  /**
   * @param nowMs for messages that don't tell when they died: those were never in a lane
   */
  static Letter letter(IncomingMessage message, long nowMs) {
    List<Death> deaths = deaths(message.properties().getHeaders(), nowMs);
    Death last = deaths.isEmpty() ? new Death(message.queue(), "dropped", nowMs) : deaths.get(0);
    return Letters.poison(
        last.queue(),
        message.properties().getMessageId(),
        last.reason() + " by " + last.queue() + ": the message " + fault(message.body()),
        last.atMs(),
        deaths.stream().map(Death::past).toList(),
        message.body());
  }

  private static String fault(byte[] body) {
    try {
      Json.read(body, Call.class);
      return "is a call that can be read now";
    } catch (MalformedJsonException e) {
      return e.getMessage();
    }
  }

  /** The newest first, as the broker writes them. */
  private static List<Death> deaths(Map<String, Object> headers, long nowMs) {
    List<Death> deaths = new ArrayList<>();
    if (headers != null && headers.get(DEATHS) instanceof List<?> all) {
      for (Object each : all) {
        if (each instanceof Map<?, ?> death) {
          deaths.add(Death.of(death, nowMs));
        }
      }
    }
    return deaths;
  }

  @Override
  public TypeInformation<Letter> getProducedType() {
    return TypeInformation.of(Letter.class);
  }

  /** What the broker tells of one time that a queue gave a message up. */
  private record Death(String queue, String reason, long atMs) {

    @SuppressWarnings("JavaUtilDate") // the client's own type of a time
    static Death of(Map<?, ?> told, long nowMs) {
      long atMs = told.get("time") instanceof Date time ? time.getTime() : nowMs;
      return new Death(String.valueOf(told.get("queue")), String.valueOf(told.get("reason")), atMs);
    }

    Letter.Past past() {
      return new Letter.Past(atMs, "waited in " + queue, reason, 0);
    }
  }
}

package io.chorus.ingress;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands in for the jobs: ends each task the way its label {@code end} says, commits that, and
 * publishes it unless the label {@code silent} is there. A task without the labels stays open.
 */
final class ScriptedJobs implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, byte[]> tasks;
  private final KafkaProducer<String, byte[]> results;
  private final FinalStore finals;
  private final Thread thread = new Thread(this::work, "scripted-jobs");
  private volatile boolean closed;

  private ScriptedJobs(String bootstrap, Database database) {
    Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrap);
    tasks = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
    results = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
    finals = new FinalStore(database);
    List<TopicPartition> all =
        tasks.partitionsFor(Topics.TASKS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    tasks.assign(all);
    tasks.seekToBeginning(all);
  }

  static ScriptedJobs start(String bootstrap, Database database) {
    ScriptedJobs jobs = new ScriptedJobs(bootstrap, database);
    jobs.thread.start();
    return jobs;
  }

  private void work() {
    while (!closed) {
      for (ConsumerRecord<String, byte[]> accepted : tasks.poll(POLL)) {
        end(read(accepted.value()));
      }
    }
    tasks.close();
    results.close();
    finals.close();
  }

  private static Task read(byte[] value) {
    try {
      return Json.read(value, Task.class);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(Task task) {
    String how = task.metadata().get("end");
    if (how == null) {
      return;
    }
    FinalState state = FinalState.valueOf(how.split(":", 2)[0]);
    String code = state == FinalState.SUCCEEDED ? null : how.split(":", 2)[1];
    byte[] result = Json.write(result(task, state, code));
    byte[] stored =
        finals
            .commit(task.tenant(), task.taskId(), state, result)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    if (!task.metadata().containsKey("silent")) {
      var unused =
          results.send(
              new ProducerRecord<>(Topics.results(Tenants.DEFAULT), task.taskId(), stored));
    }
  }

  private static Result result(Task task, FinalState state, String code) {
    boolean answered = code == null;
    return new Result(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        task.customId(),
        task.lane(),
        state,
        Strategy.SINGLE,
        answered ? "openai" : null,
        answered ? "gpt-4o-mini" : null,
        answered ? 0.75 : 0,
        List.of(),
        1,
        2,
        0,
        Map.of("RATE_LIMITED", 1),
        new Usage(12, 30),
        2_500_000,
        task.acceptedAtMs(),
        task.acceptedAtMs() + 1_000,
        code,
        answered ? null : "scripted",
        task.metadata(),
        null,
        Payload.of(answered ? Json.writeText(new ChatAnswer("Forty-two.", "stop")) : ""));
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

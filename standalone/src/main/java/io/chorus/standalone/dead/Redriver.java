package io.chorus.standalone.dead;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.kafka.access.KafkaRecords;
import io.chorus.connector.postgres.Admission;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterView;
import io.chorus.connector.postgres.Redrive;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.Json;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Task;
import io.chorus.contracts.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends dead letters in as tasks: noted down at the letter first, then told to Kafka and to the
 * table of tasks as the ingress does. Who is cut off in between sends the same task again the next
 * time. Not thread-safe.
 */
public final class Redriver implements AutoCloseable {
  private static final String SOURCE = "redrive";

  private final LetterDesk desk;
  private final TaskStore tasks;
  private final KafkaProducer<String, byte[]> producer;

  public Redriver(Database database, KafkaConfig kafka) {
    this.desk = new LetterDesk(database);
    this.tasks = new TaskStore(database);
    this.producer =
        new KafkaProducer<>(properties(kafka), new StringSerializer(), new ByteArraySerializer());
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-redrive");
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("max.request.size", Json.MAX_DOCUMENT);
    return properties;
  }

  /**
   * Sends what is a task; returns when Kafka and the table of tasks have it.
   *
   * @return the same, but what somebody else has redriven meanwhile is left
   * @throws IOException where Kafka did not take a task: the same command sends it again
   */
  public List<Outlook> redrive(List<Outlook> outlooks) throws IOException {
    Set<String> won = desk.redrive(fresh(outlooks));
    List<Outlook> done = outlooks.stream().map(outlook -> unlessLost(outlook, won)).toList();
    List<Task> sent = done.stream().filter(Outlook::isTask).map(Outlook::task).toList();
    admit(sent, produce(sent));
    return done;
  }

  private static Map<LetterView, Redrive> fresh(List<Outlook> outlooks) {
    Map<LetterView, Redrive> fresh = new LinkedHashMap<>();
    for (Outlook outlook : outlooks) {
      if (outlook.isTask() && !outlook.noted()) {
        Task task = outlook.task();
        fresh.put(
            outlook.letter(), new Redrive(task.taskId(), task.acceptedAtMs(), task.deadlineMs()));
      }
    }
    return fresh;
  }

  private static Outlook unlessLost(Outlook outlook, Set<String> won) {
    boolean lost =
        outlook.isTask() && !outlook.noted() && !won.contains(outlook.letter().letterId());
    return lost
        ? Outlook.left(outlook.letter(), "was redriven by somebody else just now")
        : outlook;
  }

  private List<RecordPlace> produce(List<Task> sent) throws IOException {
    List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
    for (Task task : sent) {
      acknowledged.add(
          producer.send(
              new ProducerRecord<>(Topics.tasks(task.lane()), task.taskId(), Json.write(task))));
    }
    try {
      List<RecordPlace> places = new ArrayList<>();
      for (Future<RecordMetadata> each : acknowledged) {
        places.add(KafkaRecords.place(each.get()));
      }
      return places;
    } catch (ExecutionException e) {
      throw new IOException("Kafka did not take a task: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void admit(List<Task> sent, List<RecordPlace> places) {
    List<CompletableFuture<Admission>> admitted = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      admitted.add(tasks.admit(sent.get(i), SOURCE, places.get(i)));
    }
    for (CompletableFuture<Admission> each : admitted) {
      if (each.join().isConflict()) {
        throw new IllegalStateException("the id of a redriven task is taken");
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    tasks.close();
  }
}

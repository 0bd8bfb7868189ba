package io.chorus.standalone.verify;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.Holder;
import io.chorus.connector.postgres.Ledger;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import io.chorus.emulator.JournalLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Does what the ingress, the jobs and the emulator do, a step at a time. */
final class SmallWorld implements AutoCloseable {
  static final String ENGINE = "openai";
  static final String MODEL = "gpt-4o-mini";
  static final Usage USAGE = new Usage(1_000_000, 0);

  private final Database database;
  private final Path journal;
  private final RawRecords raw;
  private final KafkaProducer<String, byte[]> producer;
  private final TaskStore tasks;
  private final FinalStore finals;
  private final Holder holder;
  private final Ledger ledger;

  SmallWorld(Database database, String kafka, EngineCatalog catalog, Path journal) {
    this.database = database;
    this.journal = journal;
    this.raw = new RawRecords(new TaskValidator(catalog));
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer());
    this.tasks = new TaskStore(database);
    this.finals = new FinalStore(database);
    this.holder = Holder.acquire(database, "small world");
    this.ledger = new Ledger(database, holder);
  }

  /** A task of the ingress. */
  String accept() {
    return accept(System.currentTimeMillis() + 600_000);
  }

  String accept(long deadlineMs) {
    Task task = task(TaskIds.fresh(Instant.now()), deadlineMs);
    publish(Topics.TASKS, task.taskId(), Json.write(task));
    tasks.admit(task, "http", null).join();
    return task.taskId();
  }

  /** A dead letter's task, asked for once more: the second of its line. */
  String redrive(String rootId) {
    long nowMs = System.currentTimeMillis();
    Task task =
        task(rootId, nowMs).again(TaskIds.fresh(Instant.now()), rootId, nowMs, nowMs + 600_000);
    publish(Topics.TASKS, task.taskId(), Json.write(task));
    tasks.admit(task, "redrive", null).join();
    return task.taskId();
  }

  /** A record of a producer; the task job has not seen it yet. */
  String produce(String body) {
    ProducerRecord<String, byte[]> sent =
        new ProducerRecord<>(Topics.raw(Tenants.DEFAULT), body.getBytes(StandardCharsets.UTF_8));
    RecordMetadata metadata = send(sent);
    Task task =
        raw.read(
                new RawRecord(
                    sent.topic(),
                    0,
                    metadata.offset(),
                    metadata.timestamp(),
                    Map.of(),
                    sent.value()))
            .task();
    return task == null ? null : task.taskId();
  }

  /** A claimed ask. */
  Call claim(String taskId, int number) {
    Call call = call(taskId, number);
    ledger.claim(call).join();
    return call;
  }

  /** An ask that a process claimed which was killed then. */
  Call claimAndDie(String taskId, int number) {
    Holder dead = Holder.acquire(database, "killed");
    Call call = call(taskId, number);
    try (Ledger its = new Ledger(database, dead)) {
      its.claim(call).join();
    }
    dead.close();
    return call;
  }

  void release(Call call) {
    ledger.release(call).join();
  }

  void bill(Call call) {
    bill(call.askId().toString());
  }

  void bill(String ask) {
    append(
        new JournalLine(
            System.currentTimeMillis(),
            ENGINE,
            MODEL,
            "0123456789ab",
            ask,
            USAGE.inputTokens(),
            USAGE.outputTokens(),
            200,
            5));
  }

  void answer(Call call) {
    ledger.record(call, answer(call, null, 1)).join();
  }

  void answerFromCache(Call call) {
    ledger.record(call, answer(call, null, 0)).join();
  }

  void fail(Call call, FailureClass failure) {
    ledger.record(call, answer(call, failure, 1)).join();
  }

  /** Claimed, billed, answered. */
  void ask(String taskId, int number) {
    Call call = claim(taskId, number);
    bill(call);
    answer(call);
  }

  void end(String taskId) {
    byte[] result = commit(taskId);
    publishResult(taskId, result);
    publishResult(taskId, result);
  }

  byte[] commit(String taskId) {
    byte[] result = Json.write(Map.of("task_id", taskId));
    return finals.commit(Tenants.DEFAULT, taskId, FinalState.SUCCEEDED, result).join();
  }

  void publishResult(String taskId, byte[] result) {
    publish(Topics.results(Tenants.DEFAULT), taskId, result);
  }

  void publish(String topic, String key, byte[] value) {
    send(new ProducerRecord<>(topic, key, value));
  }

  void repeatLastJournalLine() throws IOException {
    List<String> lines = Files.readAllLines(journal);
    Files.writeString(journal, lines.get(lines.size() - 1) + "\n", StandardOpenOption.APPEND);
  }

  private RecordMetadata send(ProducerRecord<String, byte[]> record) {
    try {
      return producer.send(record).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void append(JournalLine line) {
    try {
      Files.writeString(
          journal,
          Json.writeText(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Task task(String id, long deadlineMs) {
    return new Task(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        id,
        id,
        null,
        null,
        Lane.STANDARD,
        null,
        EngineCatalog.AUTO,
        0.5,
        0,
        0,
        0,
        "public",
        System.currentTimeMillis(),
        deadlineMs,
        "hash",
        Map.of(),
        false,
        false,
        Payload.of("{}"));
  }

  private static Call call(String taskId, int number) {
    return new Call(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        taskId,
        taskId,
        1,
        0,
        number,
        null,
        ENGINE,
        MODEL,
        Lane.STANDARD,
        "public",
        0,
        0,
        0,
        Long.MAX_VALUE,
        100,
        0,
        0,
        0,
        Call.Kind.NEW,
        false,
        "hash",
        Payload.of("{}"));
  }

  private static Answer answer(Call call, FailureClass failure, long sentAtMs) {
    return new Answer(
        SchemaVersion.CURRENT,
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        call.number(),
        call.engine(),
        call.lane(),
        call.engine(),
        call.model(),
        failure,
        failure == null ? null : "it failed",
        0,
        failure == null ? USAGE : Usage.NONE,
        failure == null ? 150_000_000 : 0,
        sentAtMs,
        2,
        false,
        Payload.of(failure == null ? "{}" : ""));
  }

  @Override
  public void close() {
    ledger.close();
    holder.close();
    tasks.close();
    finals.close();
    producer.close();
  }
}
